import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** Time that passes at once whenever somebody sleeps; others get their turn before it does. */
export function createManualClock(begin = Date.UTC(2026, 0, 1)): Clock {
  let elapsed = 0;
  return {
    now: () => begin + elapsed,
    elapsed: () => elapsed,
    async sleep(millis, signal) {
      const end = elapsed + millis;
      await turn();
      signal?.throwIfAborted();
      // Two that sleep side by side wake in the order of their ends.
      while (elapsed < end) {
        elapsed = Math.min(end, elapsed + STEP_MILLIS);
        await turn();
        signal?.throwIfAborted();
      }
    },
  };
}

const STEP_MILLIS = 100;
