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
