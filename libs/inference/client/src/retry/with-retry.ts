import type { InferenceClient } from '../client.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import { tryTwice } from './try-twice.ts';

export interface RetryOptions {
  readonly budget?: RetryBudget;
  /** How long the first attempt may be silent before a second begins beside it. Default 1,000. */
  readonly silenceMillis?: number;
}

/** Tries twice what may be tried twice: inference has no effects. */
export function withRetry(
  client: InferenceClient,
  { budget = createRetryBudget(), silenceMillis }: RetryOptions = {},
): InferenceClient {
  return {
    async infer(call, options) {
      const result = await tryTwice((how) => client.infer(call, { ...options, ...how }), {
        signal: options.signal,
        budget,
        silenceMillis,
      });
      if (result.ok) budget.earn();
      return result;
    },
  };
}
