import { backoffMillis, type Clock } from '@slipway/auth-verifier';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { AuthStore } from '../store/auth-store.ts';
import { announce, nextDue, replaceAll, type KeyRing } from './key-ring.ts';
import { newKey } from './new-key.ts';
import { createSharedRing, type RingStore } from './shared-ring.ts';

export interface KeyKeeper {
  /** The ring as it is used at the moment. */
  current(): KeyRing;
  /** Whether the store has been seen lately enough to stand for the ring: another replica may have rotated. */
  isCurrent(): boolean;
  /** Makes the first key where there is none, and from then on does what falls due. */
  start(): Promise<void>;
  /** Publishes a new key, to sign when verifiers know it; `now` replaces all keys at once. Problem: `conflict`. */
  rotate(options: { readonly now: boolean }): Promise<Result<KeyRing>>;
  stop(): void;
}

export interface KeyKeeperOptions {
  readonly store: RingStore & Pick<AuthStore, 'dropDeniedBefore'>;
  readonly clock: Clock;
  readonly publishSeconds: number;
  /** Called with each ring before it is `current`. */
  readonly onChange: (ring: KeyRing) => void;
  /** Called with what went wrong in the background, and in how many milliseconds it is tried again. */
  readonly onError: (error: unknown, retryMillis: number) => void;
  readonly random?: () => number;
}

/** How often the store is looked at: another replica may have rotated. */
const POLL_MILLIS = 10_000;

/**
 * How long a replica that does not see the store may publish what it knows. With the 60 s that verifiers keep a key
 * set it must stay below the time that a new key is published before it signs: 90 s unless told otherwise.
 */
const MAX_AGE_MILLIS = 2 * POLL_MILLIS;

/** Pauses after failures: a rotation that is overdue would else be tried without end. */
const BACKOFF = { minMillis: 1_000, maxMillis: POLL_MILLIS };

/** Keeps the signing keys: makes, rotates and retires them, and tells whoever signs with them. */
export function createKeyKeeper(options: KeyKeeperOptions): KeyKeeper {
  const { store, clock, publishSeconds, onChange, onError, random = Math.random } = options;
  const ring = createSharedRing({ store, clock, onChange });
  let failures = 0;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  async function tick(): Promise<void> {
    try {
      await ring.refresh();
      await store.dropDeniedBefore(clock.now());
      failures = 0;
      waitForNext();
    } catch (error) {
      failures += 1;
      const millis = Math.round(backoffMillis(BACKOFF, failures, random));
      if (!stopped) onError(error, millis);
      wait(millis);
    }
  }

  function waitForNext(): void {
    const due = nextDue(ring.current());
    wait(due === undefined ? POLL_MILLIS : Math.min(POLL_MILLIS, Math.max(0, due - clock.now())));
  }

  function wait(millis: number): void {
    cancelTimer?.();
    if (!stopped) cancelTimer = clock.after(millis, () => void tick());
  }

  async function rotated(stored: KeyRing, atOnce: boolean): Promise<Result<KeyRing>> {
    const key = await newKey();
    const now = clock.now();
    if (atOnce) return ok(replaceAll(stored, key, now));
    const waiting = stored.keys.find((known) => known.state === 'next');
    if (waiting) return underWay(waiting.activatesAt);
    return ok(announce(stored, key, { now, activatesAt: now + publishSeconds * 1000 }));
  }

  return {
    current: ring.current,
    isCurrent: () => ring.ageMillis() < MAX_AGE_MILLIS,
    async start() {
      await ring.refresh();
      waitForNext();
    },
    async rotate({ now }) {
      const result = await ring.change((stored) => rotated(stored, now));
      if (result.ok) waitForNext();
      return result;
    },
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}

const underWay = (activatesAt: number) =>
  fail(
    'conflict',
    `A new key is published already and signs from ${new Date(activatesAt).toISOString()} on: ` +
      'wait until then, or rotate with "now" to replace all keys at once.',
  );
