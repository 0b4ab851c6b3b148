import { setTimeout as pause } from 'node:timers/promises';

const POLL_MILLIS = 20;

/** Asks again and again until `look` gives something; a deadline without it is an error that names what was missed. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  withinMillis = 10_000,
): Promise<T> {
  const end = performance.now() + withinMillis;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Not within ${withinMillis} ms: ${what}`);
    await pause(POLL_MILLIS);
  }
}
