import type { InferResponse } from '@slipway/inference-protocol';
import { fail, type Result } from '@slipway/service-problem';
import { createCircuit, type CircuitOptions } from './circuit.ts';
import type { InferenceClient } from './client.ts';

/** By default five faults in a row open the circuit, and one call tries after a second. */
export type BreakerOptions = Partial<CircuitOptions>;

/** Stops calling a service that fails again and again, so that its callers fail fast and it can recover. */
export function withBreaker(
  client: InferenceClient,
  { failures = 5, halfOpenAfterMillis = 1_000, ...rest }: BreakerOptions = {},
): InferenceClient {
  const circuit = createCircuit({ failures, halfOpenAfterMillis, ...rest });
  return {
    async infer(call, options) {
      const endCall = circuit.beginCall();
      // Also while one call tries: waiting for it, the others would not look at their own deadlines.
      if (endCall === undefined)
        return fail('unavailable', 'The service has failed repeatedly and is left alone', {
          retryAfterSeconds: Math.ceil(halfOpenAfterMillis / 1000),
        });
      let result: Result<InferResponse> | undefined;
      try {
        result = await client.infer(call, options);
        return result;
      } finally {
        endCall(result);
      }
    },
  };
}
