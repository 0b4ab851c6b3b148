import { backoffMillis, type Backoff } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import type { KeySet, KeySetFailure, KeySetOutcome, VerificationKey } from './key-set.ts';

export interface KeyCacheOptions {
  /** Age at which keys are fetched anew; an issuer publishes a key at least this long before it signs with it. */
  readonly maxAgeMillis: number;
  /** How long the last good keys serve while the issuer cannot be reached. */
  readonly maxStaleMillis: number;
  /** Pause between fetches that unknown key ids cause, or anybody could make us call the issuer without end. */
  readonly unknownKidCooldownMillis: number;
  readonly failureBackoff: Backoff;
}

/** What an app may count or log; called after the fact, must not throw. */
export interface KeyCacheObserver {
  onRefresh?(outcome: RefreshOutcome): void;
  /** A token was refused, since its key is not known even to the issuer. */
  onUnknownKid?(): void;
}

export type RefreshOutcome =
  | { readonly ok: true; readonly keyCount: number }
  | { readonly ok: false; readonly reason: KeySetFailure; readonly consecutiveFailures: number };

export type KeyLookup =
  | { readonly kind: 'found'; readonly key: VerificationKey }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

export interface KeyCache {
  lookup(kid: string): Promise<KeyLookup>;
  /** The key as known now, without a fetch. */
  peek(kid: string): VerificationKey | undefined;
  ready(): boolean;
  start(): Promise<void>;
  stop(): void;
}

interface Dependencies {
  readonly load: () => Promise<KeySetOutcome>;
  readonly clock: Clock;
  readonly observer: KeyCacheObserver;
  readonly random: () => number;
}

/**
 * Keeps the issuer's keys: stale ones rather than none, one fetch at a time, and a pause after each failure.
 *
 * Written here because jose's remote key set forgets its keys at the end of their age even while the issuer is down,
 * and asks a failing issuer again for every token.
 */
export function createKeyCache(
  { load, clock, observer, random }: Dependencies,
  options: KeyCacheOptions,
): KeyCache {
  let keys: KeySet = new Map();
  let loadedAt = -Infinity;
  let failures = 0;
  let quietUntil = -Infinity; // after a failure
  let settledUntil = -Infinity; // after a fetch that did not bring an unknown key id
  let inFlight: Promise<boolean> | undefined;
  let cancelTimer: (() => void) | undefined;
  let started = false;

  const age = () => clock.elapsed() - loadedAt;
  const usable = () => age() < options.maxStaleMillis;
  const coolingDown = () => clock.elapsed() < quietUntil;
  const unavailable = (): KeyLookup => ({
    kind: 'unavailable',
    retryAfterSeconds: Math.max(1, Math.ceil((quietUntil - clock.elapsed()) / 1000)),
  });
  const unknown = (): KeyLookup => (observer.onUnknownKid?.(), { kind: 'unknown' });

  function accept(outcome: KeySetOutcome): boolean {
    if (outcome.ok) {
      keys = keepIdentity(keys, outcome.keys);
      loadedAt = clock.elapsed();
      failures = 0;
      observer.onRefresh?.({ ok: true, keyCount: keys.size });
    } else {
      failures += 1;
      quietUntil = clock.elapsed() + backoffMillis(options.failureBackoff, failures, random);
      observer.onRefresh?.({ ok: false, reason: outcome.reason, consecutiveFailures: failures });
    }
    return outcome.ok;
  }

  function scheduleNext(succeeded: boolean): void {
    cancelTimer?.();
    if (!started) return;
    // Never later than the age: a key published one age ahead is then known before it signs.
    const millis = succeeded ? options.maxAgeMillis * (0.8 + random() * 0.2) : quietUntil - clock.elapsed();
    cancelTimer = clock.after(Math.max(0, millis), () => void refresh());
  }

  async function fetchKeys(): Promise<boolean> {
    const succeeded = accept(await load());
    scheduleNext(succeeded);
    return succeeded;
  }

  const refresh = (): Promise<boolean> =>
    (inFlight ??= fetchKeys().finally(() => {
      inFlight = undefined;
    }));

  async function lookupUnknown(kid: string): Promise<KeyLookup> {
    if (clock.elapsed() < settledUntil) return unknown();
    // The issuer may have a new key that we cannot get: that is no reason to call its token false.
    if (coolingDown()) return unavailable();
    const succeeded = await refresh();
    const key = keys.get(kid);
    if (key) return { kind: 'found', key };
    if (!succeeded) return unavailable();
    settledUntil = clock.elapsed() + options.unknownKidCooldownMillis;
    return unknown();
  }

  return {
    async lookup(kid) {
      if (!usable() && !coolingDown()) await refresh();
      if (!usable()) return unavailable();
      const key = keys.get(kid);
      if (!key) return lookupUnknown(kid);
      if (age() >= options.maxAgeMillis && !coolingDown()) void refresh();
      return { kind: 'found', key };
    },
    peek: (kid) => (usable() ? keys.get(kid) : undefined),
    ready: usable,
    async start() {
      started = true;
      await refresh();
    },
    stop() {
      started = false;
      cancelTimer?.();
    },
  };
}

/** A key that stayed the same stays the same object, so that tokens verified with it stay verified. */
function keepIdentity(old: KeySet, fresh: KeySet): KeySet {
  return new Map(
    [...fresh].map(([kid, key]) => {
      const known = old.get(kid);
      return [kid, known?.fingerprint === key.fingerprint ? known : key];
    }),
  );
}
