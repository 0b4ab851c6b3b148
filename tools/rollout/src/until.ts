import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLIS = 250;

/** Asks again and again until it is so; throws what was waited for when the time is over. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { withinMillis = 60_000 }: { readonly withinMillis?: number } = {},
): Promise<void> {
  const over = performance.now() + withinMillis;
  while (!(await isSo())) {
    if (performance.now() > over) throw new Error(`Within ${withinMillis / 1000} s it was not so: ${what}`);
    await sleep(POLL_MILLIS);
  }
}
