import type { Tracing } from '@slipway/service-telemetry';
import type { CallOptions } from './client.ts';

/** What every call to a model service says of the request that it is made for. */
export const callHeaders = (
  { requestId, remainingMillis, trace }: CallOptions,
  tracing: Pick<Tracing, 'inject'>,
): Record<string, string> => ({
  'x-request-id': requestId,
  // Of less than a millisecond the other side could make nothing.
  'x-request-timeout-ms': String(Math.max(1, Math.ceil(remainingMillis()))),
  ...tracing.inject(trace),
});
