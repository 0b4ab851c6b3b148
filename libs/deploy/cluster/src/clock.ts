import { setTimeout as sleep } from 'node:timers/promises';

/** Time as waits and leases see it; a test brings its own. */
export interface Clock {
  /** Wall clock, for what is compared with the times of the cluster. */
  now(): number;
  /** Monotonic, for how long something takes. */
  elapsed(): number;
  /** Rejects when aborted. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (millis, signal) => sleep(millis, undefined, { signal }),
};
