export type { ModelId } from './instruments.ts';
export { createModelMetrics, type LoadedFacts, type ModelMetrics } from './model-metrics.ts';
export { outcomeOf, type Outcome } from './outcome.ts';
export { createRequestMetrics, type Observation, type RequestMetrics } from './request-metrics.ts';
export type { ModelStatistics } from './statistics.ts';
