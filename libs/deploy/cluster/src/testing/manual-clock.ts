import { setImmediate as turn } from 'node:timers/promises';
import { stopped, type Clock } from '../clock.ts';

/** Time that passes at once whenever somebody sleeps; others get their turn before it does. */
export function createManualClock(begin = Date.UTC(2026, 0, 1)): Clock {
  let elapsed = 0;
  return {
    now: () => begin + elapsed,
    elapsed: () => elapsed,
    async sleep(millis, signal) {
      const end = elapsed + millis;
      await turn();
      if (signal?.aborted) throw stopped();
      // Two that sleep side by side wake in the order of their ends.
      while (elapsed < end) {
        elapsed = Math.min(end, elapsed + STEP_MILLIS);
        await turn();
        if (signal?.aborted) throw stopped();
      }
    },
  };
}

const STEP_MILLIS = 100;
