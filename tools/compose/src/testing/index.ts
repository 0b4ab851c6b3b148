export { spansIn, type WrittenSpan } from './debug-log.ts';
export { until } from './until.ts';
