/** Failures in a row that a client may have; after that, one more every `REFILL_MILLIS`. */
const BURST = 10;
const REFILL_MILLIS = 6_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** A token bucket of failed authentications for each known client; successes cost nothing. */
export function createFailureLimit(elapsed: () => number) {
  const buckets = new Map<string, Bucket>();
  const leftOf = (id: string) => {
    const bucket = buckets.get(id);
    return bucket ? Math.min(BURST, bucket.left + (elapsed() - bucket.at) / REFILL_MILLIS) : BURST;
  };
  return {
    /** Seconds to wait before the next attempt is looked at; 0 where it is at once. */
    waitSeconds: (id: string) => Math.max(0, Math.ceil(((1 - leftOf(id)) * REFILL_MILLIS) / 1000)),
    failed: (id: string) => void buckets.set(id, { left: Math.max(0, leftOf(id) - 1), at: elapsed() }),
    /** Takes back what was counted before the outcome was known. */
    passed: (id: string) => void buckets.set(id, { left: Math.min(BURST, leftOf(id) + 1), at: elapsed() }),
  };
}
