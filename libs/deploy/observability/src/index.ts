export { burnRates, type BurnRate, type Window } from './burn-rates.ts';
export {
  countRequests,
  judgeObjectives,
  type ObjectiveVerdict,
  type RequestCounts,
} from './judge-objectives.ts';
export { observabilityFiles } from './kubernetes/observability-files.ts';
export { operatorFiles, type OperatorOptions } from './kubernetes/operator-files.ts';
export { presenceRules } from './presence-rules.ts';
export { PROMETHEUS_CLIENT, prometheusConfig, type PrometheusOptions } from './prometheus-config.ts';
export type { AlertingRule, RecordingRule, RuleFile, RuleGroup, Severity } from './rule.ts';
export { sloRules } from './slo-rules.ts';
