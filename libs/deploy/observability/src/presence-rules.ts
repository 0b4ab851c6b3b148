import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { AlertingRule, RuleFile } from './rule.ts';

/**
 * Alerts for what is declared and is not there. Discovery forgets a target that is gone, so an alert on targets that
 * fail would end just when the last one vanishes: what must be there has to be named.
 */
export function presenceRules(services: readonly ServiceDeclaration[]): RuleFile {
  return {
    groups: [
      { name: 'services', rules: services.map(serviceDown) },
      { name: 'models', rules: services.flatMap(({ name, models }) => models.map(modelNotReady(name))) },
    ].filter(({ rules }) => rules.length > 0),
  };
}

const serviceDown = ({ name }: ServiceDeclaration): AlertingRule => ({
  alert: 'ServiceDown',
  expr: nowhere(`up{job="${name}"}`),
  for: '30s',
  labels: { severity: 'page', service: name },
  annotations: {
    summary: `No instance of ${name} answers`,
    description: `Prometheus could scrape none for 30 s.`,
    runbook: 'docs/runbooks/service-down.md',
  },
});

const modelNotReady =
  (service: string) =>
  (model: string): AlertingRule => ({
    alert: 'ModelNotReady',
    expr: nowhere(`slipway_model_ready{model="${model}"}`),
    for: '1m',
    labels: { severity: 'page', service, model },
    annotations: {
      summary: `Model ${model} is ready nowhere`,
      description: `No instance of ${service} has had it loaded and warmed up for 1 min.`,
      runbook: 'docs/runbooks/model-not-ready.md',
    },
  });

/** One, of the namespace that has no such series of value one; of none, where series have no namespace. */
const nowhere = (series: string): string => `vector(1) unless on (namespace) (${series} == 1)`;
