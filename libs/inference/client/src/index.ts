export { callHeaders } from './call-headers.ts';
export type { CallOptions, InferenceClient } from './client.ts';
export { connectTo, type ConnectionsOptions } from './connections.ts';
export { createHttpInferenceClient, type HttpInferenceClientOptions } from './http-client.ts';
export { exchangeAs, type OwnToken } from './own-token.ts';
export { exchange, type HttpAnswer, type HttpCall } from './transport.ts';
export { withBreaker, type BreakerOptions } from './with-breaker.ts';
export { createRetryBudget, withRetry, type RetryBudget } from './with-retry.ts';
export { createCallDurations, createCircuitStates, withTelemetry } from './with-telemetry.ts';
