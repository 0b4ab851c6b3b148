import type { InferenceClient } from './client.ts';

export interface RetryBudget {
  /** Takes one retry out of the budget, or refuses. */
  take(): boolean;
  /** Every call that goes well earns a part of a retry. */
  earn(): void;
}

/**
 * Retries are bounded by a share of the calls, so that they cannot multiply an overload: the scheme of gRPC's retry
 * throttling (proposal A6).
 */
export function createRetryBudget({ maxTokens = 10, earnedPerCall = 0.1 } = {}): RetryBudget {
  let tokens = maxTokens;
  return {
    take: () => tokens >= 1 && ((tokens -= 1), true),
    earn: () => void (tokens = Math.min(maxTokens, tokens + earnedPerCall)),
  };
}

/**
 * Tries once more what failed before the first byte of an answer: inference has no effects, so it may run twice. What
 * names a time to wait is not tried at once.
 */
export function withRetry(
  client: InferenceClient,
  budget: RetryBudget = createRetryBudget(),
): InferenceClient {
  return {
    async infer(call, options) {
      const first = await client.infer(call, options);
      if (first.ok) budget.earn();
      const isRepeatable =
        !first.ok && first.problem.code === 'unavailable' && first.problem.retryAfterSeconds === undefined;
      if (!isRepeatable || options.signal.aborted || !budget.take()) return first;
      return client.infer(call, options);
    },
  };
}
