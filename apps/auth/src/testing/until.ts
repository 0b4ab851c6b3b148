import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeClock } from '@slipway/auth-verifier/testing';

/** Far more than what is waited for takes: a test that gets here has failed. */
const PATIENCE_MILLIS = 20_000;

/**
 * Asks again and again until it holds; throws when it does not come to hold. What is done in the background plans its
 * next step for what may be now already: a clock that else stands still goes on by a millisecond each time.
 */
export async function until(what: string, holds: () => Promise<boolean>, clock?: FakeClock): Promise<void> {
  const end = performance.now() + PATIENCE_MILLIS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MILLIS} ms: ${what}`);
    await sleep(10);
    clock?.advance(1);
  }
}
