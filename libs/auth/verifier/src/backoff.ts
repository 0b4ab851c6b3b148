/** How long to leave a failing issuer alone: short at first, so that a late start costs seconds and not a minute. */
export interface Backoff {
  readonly minMillis: number;
  readonly maxMillis: number;
}

export const DEFAULT_BACKOFF: Backoff = { minMillis: 1_000, maxMillis: 10_000 };

/** Doubles per failure; the upper half is random, so that replicas do not come back in step. */
export function backoffMillis(
  { minMillis, maxMillis }: Backoff,
  failures: number,
  random: () => number,
): number {
  const ceiling = Math.min(maxMillis, minMillis * 2 ** Math.max(0, failures - 1));
  return ceiling * (0.5 + random() / 2);
}
