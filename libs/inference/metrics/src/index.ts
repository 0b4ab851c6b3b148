export {
  createModelMetrics,
  type LoadedFacts,
  type ModelId,
  type ModelMetrics,
  type Observation,
} from './model-metrics.ts';
export { outcomeOf, type Outcome } from './outcome.ts';
export type { ModelStatistics } from './statistics.ts';
