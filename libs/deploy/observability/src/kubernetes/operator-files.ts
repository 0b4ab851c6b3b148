import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { folder } from '@slipway/deploy-kubernetes';
import { presenceRules } from '../presence-rules.ts';
import type { PrometheusOptions } from '../prometheus-config.ts';
import type { RuleFile } from '../rule.ts';
import { sloRules } from '../slo-rules.ts';
import { client, podMonitor, prometheusRule } from './operator-objects.ts';

export interface OperatorOptions extends Pick<PrometheusOptions, 'audienceOf' | 'tokenUrl'> {
  /** What holds for whatever is declared. */
  readonly rules: RuleFile;
}

/** What of the component `prometheus-operator` follows from the declarations, as a value by its path. */
export const operatorFiles = (
  services: readonly ServiceDeclaration[],
  { rules, ...options }: OperatorOptions,
): ReadonlyMap<string, unknown> =>
  new Map(
    folder('k8s/components/prometheus-operator/objects', 'Kustomization', {
      client,
      ...Object.fromEntries(services.map((service) => [service.name, podMonitor(service, options)])),
      rules: prometheusRule([rules, presenceRules(services), sloRules(services)]),
    }),
  );
