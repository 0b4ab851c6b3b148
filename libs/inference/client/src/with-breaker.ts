import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel';
import { fail, type ProblemCode, type Result } from '@slipway/service-problem';
import type { InferenceClient } from './client.ts';

export interface BreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failures?: number;
  /** Time until one call may try again. */
  readonly halfOpenAfterMillis?: number;
  /** Told of each change, for logs and metrics. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** What speaks against the service. A refusal, a shed request or a missed deadline does not: those are answers. */
const FAULTS: readonly ProblemCode[] = ['unavailable', 'bad-upstream'];

/** Stops calling a service that fails again and again, so that its callers fail fast and it can recover. */
export function withBreaker(
  client: InferenceClient,
  { failures = 5, halfOpenAfterMillis = 1_000, onChange }: BreakerOptions = {},
): InferenceClient {
  const isFault = (result: unknown) => {
    const { ok, problem } = result as Extract<Result<never>, { ok: false }>;
    return !ok && FAULTS.includes(problem.code);
  };
  const policy = circuitBreaker(handleWhenResult(isFault), {
    halfOpenAfter: halfOpenAfterMillis,
    breaker: new ConsecutiveBreaker(failures),
  });
  policy.onBreak(() => onChange?.('open'));
  policy.onReset(() => onChange?.('closed'));
  const leftAlone = () =>
    fail('unavailable', 'The service has failed repeatedly and is left alone', {
      retryAfterSeconds: Math.ceil(halfOpenAfterMillis / 1000),
    });
  return {
    async infer(call, options) {
      // One call tries; the others would wait for it without a look at their own deadlines.
      if (policy.state === CircuitState.HalfOpen) return leftAlone();
      try {
        return await policy.execute(() => client.infer(call, options));
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        return leftAlone();
      }
    },
  };
}
