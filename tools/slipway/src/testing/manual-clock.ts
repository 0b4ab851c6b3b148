import type { Clock } from '../clock.ts';

/** Time that goes on only when told to. */
export interface ManualClock extends Clock {
  /** Moves time and lets everything that was waiting for it run. */
  advance(millis: number): Promise<void>;
}

/** Enough turns of the event loop for a chain of promises to come to rest. */
const TURNS = 20;

export function createManualClock(): ManualClock {
  let time = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => time,
    sleep: (millis, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { until: time + millis, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => (sleepers.delete(sleeper), resolve()), { once: true });
      }),
    advance: async (millis) => {
      await settle();
      const end = time + millis;
      for (;;) {
        const [next] = [...sleepers].filter(({ until }) => until <= end).sort((a, b) => a.until - b.until);
        if (next === undefined) break;
        time = next.until;
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      time = end;
    },
  };
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
