import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { folder, SECRETS_DIR } from '@slipway/deploy-kubernetes';
import { presenceRules } from '../presence-rules.ts';
import { PROMETHEUS_CLIENT, prometheusConfig, type PrometheusOptions } from '../prometheus-config.ts';
import { sloRules } from '../slo-rules.ts';
import { collectorEdges, observedEdges, prometheusEdges } from './edges.ts';
import { COLLECTOR, podsOf, PROMETHEUS } from './names.ts';
import { targets } from './targets.ts';

const COMPONENT = 'k8s/components/observability';

/** What of the component `observability` follows from the declarations, as a value by its path. */
export function observabilityFiles(
  services: readonly ServiceDeclaration[],
  options: Pick<PrometheusOptions, 'audienceOf' | 'tokenUrl'>,
): ReadonlyMap<string, unknown> {
  const each = <T>(nameOf: (service: string) => string, make: (service: ServiceDeclaration) => T) =>
    Object.fromEntries(services.map((service) => [nameOf(service.name), make(service)]));
  return new Map<string, unknown>([
    ...folder(`${COMPONENT}/targets`, 'Kustomization', each(podsOf, targets)),
    ...folder(`${COMPONENT}/edges`, 'Kustomization', {
      ...each((name) => name, observedEdges),
      [PROMETHEUS]: prometheusEdges(services),
      [COLLECTOR]: collectorEdges(services),
    }),
    [
      `${COMPONENT}/prometheus/config/prometheus.yaml`,
      prometheusConfig(services, {
        ...options,
        hostOf: podsOf,
        secretFile: `${SECRETS_DIR}/${PROMETHEUS_CLIENT}`,
        ruleFiles: ['/etc/prometheus/rules/*.yaml'],
        // An option lays the file there; its environment tells Prometheus where it runs.
        alerting: { files: ['/etc/prometheus/config/alertmanagers.yaml'], namespace: '${NAMESPACE}' },
      }),
    ],
    [`${COMPONENT}/prometheus/rules/slo.yaml`, sloRules(services)],
    [`${COMPONENT}/prometheus/rules/presence.yaml`, presenceRules(services)],
  ]);
}
