import { setTimeout as sleepFor } from 'node:timers/promises';
import { backoffMillis } from '@slipway/auth-verifier';
import { EXIT, StartError } from '@slipway/service-lifecycle';
import { StoreUnavailableError } from './store-unavailable-error.ts';

export interface AwaitOptions {
  /** For how long it is tried; once where it is 0. */
  readonly waitMillis: number;
  /** What is waited for, in the words of the error. */
  readonly what: string;
  /** Called before each pause. */
  readonly onWait: (error: StoreUnavailableError) => void;
  readonly elapsed?: () => number;
  readonly sleep?: (millis: number) => Promise<unknown>;
  readonly random?: () => number;
}

const BACKOFF = { minMillis: 250, maxMillis: 3_000 };

/** Tries until it succeeds, as long as the database is merely away; then a `StartError` says so in one line. */
export async function awaitDatabase<T>(attempt: () => Promise<T>, options: AwaitOptions): Promise<T> {
  const { elapsed = () => performance.now(), sleep = sleepFor, random = Math.random } = options;
  const { waitMillis, what, onWait } = options;
  const end = elapsed() + waitMillis;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      const left = end - elapsed();
      if (left <= 0)
        throw new StartError(
          `${what} within ${waitMillis / 1000} s (${error.message}): start it, or mend SLIPWAY_DATABASE_URL`,
          EXIT.unavailable,
        );
      onWait(error);
      await sleep(Math.min(left, backoffMillis(BACKOFF, failures, random)));
    }
  }
}
