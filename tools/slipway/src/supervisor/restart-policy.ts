import { backoffMillis } from './backoff.ts';
import type { Exit } from './service-process.ts';

/** So long must a service have been ready for its earlier crashes to be forgotten. */
const HEALTHY_MILLIS = 30_000;
/** Exit codes of sysexits.h: a wrong configuration stays wrong; something taken may become free, but not for ever. */
const CONFIG = 78;
const UNAVAILABLE = 69;
const MAX_UNAVAILABLE = 5;

export type Decision =
  | { readonly kind: 'restart'; readonly attempt: number; readonly delayMillis: number }
  | { readonly kind: 'give-up' };

export interface RestartPolicy {
  /** What to do about an end that nobody asked for; `readyMillis` is how long the service had been ready. */
  decide(exit: Exit, readyMillis: number): Decision;
  /** Forgets all crashes: somebody has changed something. */
  reset(): void;
}

export function createRestartPolicy(random: () => number): RestartPolicy {
  let attempt = 0;
  return {
    decide: ({ code }, readyMillis) => {
      if (readyMillis >= HEALTHY_MILLIS) attempt = 0;
      attempt++;
      if (code === CONFIG || (code === UNAVAILABLE && attempt > MAX_UNAVAILABLE)) return { kind: 'give-up' };
      return { kind: 'restart', attempt, delayMillis: backoffMillis(attempt, random()) };
    },
    reset: () => void (attempt = 0),
  };
}
