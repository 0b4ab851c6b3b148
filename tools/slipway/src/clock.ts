import { setTimeout } from 'node:timers/promises';

/** Time as the supervisor sees it, so that its tests need not wait. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  /** Resolves after the time or when the signal is aborted, whichever is first. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (millis, signal) => setTimeout(millis, undefined, { signal }).catch(() => undefined),
};
