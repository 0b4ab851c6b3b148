import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLIS = 250;

/** Asks again and again until there is an answer, or it is so; throws what was waited for when the time is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  withinMillis = 60_000,
): Promise<T> {
  const over = performance.now() + withinMillis;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > over) throw new Error(`within ${withinMillis} ms there was not: ${what}`);
    await sleep(POLL_MILLIS);
  }
}
