import { principalOf } from '@slipway/auth-verifier';
import { problem, ProblemError } from '@slipway/service-problem';
import type { RequestHandler } from 'express';

interface Bucket {
  tokens: number;
  refilledAtMillis: number;
}

export interface RateLimitOptions {
  readonly ratePerSecond: number;
  readonly rateBurst: number;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** A token bucket for each client. `take` answers the seconds to wait, 0 where the request is admitted. */
export function createRateLimiter({
  ratePerSecond,
  rateBurst,
  now = () => performance.now(),
}: RateLimitOptions) {
  const buckets = new Map<string, Bucket>();
  const fullAfterMillis = (rateBurst / ratePerSecond) * 1000;
  let sweptAtMillis = now();

  /** A bucket that has had time to fill up is as good as none: this bounds memory by the clients of that time. */
  const sweep = (at: number) => {
    if (at - sweptAtMillis < Math.max(fullAfterMillis, 1_000)) return;
    sweptAtMillis = at;
    for (const [client, bucket] of buckets)
      if (at - bucket.refilledAtMillis >= fullAfterMillis) buckets.delete(client);
  };

  return {
    take(client: string): number {
      const at = now();
      sweep(at);
      const bucket = buckets.get(client) ?? { tokens: rateBurst, refilledAtMillis: at };
      const earned = ((at - bucket.refilledAtMillis) / 1000) * ratePerSecond;
      const tokens = Math.min(rateBurst, bucket.tokens + earned);
      const admitted = tokens >= 1;
      buckets.set(client, { tokens: admitted ? tokens - 1 : tokens, refilledAtMillis: at });
      return admitted ? 0 : (1 - tokens) / ratePerSecond;
    },
    clients: () => buckets.size,
  };
}

/** Answers 429 above the rate of the principal that `authenticate` has found. */
export function limitRate(options: RateLimitOptions): RequestHandler {
  const limiter = createRateLimiter(options);
  return (_req, res, next) => {
    const retryAfterSeconds = limiter.take(principalOf(res).clientId);
    if (retryAfterSeconds === 0) return next();
    const detail = `More than ${options.ratePerSecond} requests a second: wait as Retry-After says`;
    next(new ProblemError(problem('rate-limited', detail, { retryAfterSeconds })));
  };
}
