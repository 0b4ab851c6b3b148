import type { Clock } from '@slipway/auth-verifier';
import type { DeclaredClientsSync } from './declared-clients.ts';

/** How soon a replaced secret file is seen. */
const POLL_MILLIS = 5_000;

interface Dependencies {
  readonly clients: Pick<DeclaredClientsSync, 'sync'>;
  readonly clock: Clock;
  /** Called with what went wrong, and in how many milliseconds it is tried again. */
  readonly onError: (error: unknown, retryMillis: number) => void;
}

/** Looks at the secret files of the declared clients from time to time; returns what ends it. */
export function watchSecretFiles({ clients, clock, onError }: Dependencies): () => void {
  let cancel: (() => void) | undefined;
  let stopped = false;
  const schedule = () => {
    if (!stopped) cancel = clock.after(POLL_MILLIS, () => void look());
  };
  const look = async () => {
    await clients.sync().catch((error: unknown) => stopped || onError(error, POLL_MILLIS));
    schedule();
  };
  schedule();
  return () => {
    stopped = true;
    cancel?.();
  };
}
