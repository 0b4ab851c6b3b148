export { observedChecks } from './observed-checks.ts';
export { until } from './until.ts';
