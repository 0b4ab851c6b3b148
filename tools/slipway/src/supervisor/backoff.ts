const FIRST_MILLIS = 250;
const LONGEST_MILLIS = 10_000;

/**
 * Delay before restart number `attempt` (from 1 on): doubled each time, and between half and all of that by chance, so
 * that services that fell together do not come back together. `random` is in [0, 1).
 */
export function backoffMillis(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
