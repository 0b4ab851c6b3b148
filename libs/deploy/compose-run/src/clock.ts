import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a dependency. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  sleep(millis: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (millis) => void (await sleep(millis)),
};
