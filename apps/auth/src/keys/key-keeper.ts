import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '@slipway/auth-verifier';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { AuthStore } from '../store/auth-store.ts';
import {
  activeKey,
  advance,
  announce,
  firstKey,
  nextDue,
  replaceAll,
  type KeyRing,
  type NewKey,
  type PrivateJwk,
} from './key-ring.ts';

export interface KeyKeeper {
  /** The ring as it is used at the moment. */
  current(): KeyRing;
  /** Makes the first key where there is none, and from then on does what falls due. */
  start(): Promise<void>;
  /** Publishes a new key, to sign when verifiers know it; `now` replaces all keys at once. Problem: `conflict`. */
  rotate(options: { readonly now: boolean }): Promise<Result<KeyRing>>;
  stop(): void;
}

export interface KeyKeeperOptions {
  readonly store: AuthStore;
  readonly clock: Clock;
  readonly publishSeconds: number;
  /** Called with each ring before it is `current`. */
  readonly onChange: (ring: KeyRing) => void;
  readonly onError: (error: unknown) => void;
}

/** How often the store is looked at: another replica may have rotated. */
const POLL_MILLIS = 10_000;

/** A token may be judged by a clock that is behind ours. */
const SKEW_MILLIS = 60_000;

/** Keeps the signing keys: makes, rotates and retires them, and tells whoever signs with them. */
export function createKeyKeeper({
  store,
  clock,
  publishSeconds,
  onChange,
  onError,
}: KeyKeeperOptions): KeyKeeper {
  let ring: KeyRing = { revision: 0, keys: [] };
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  function use(next: KeyRing): KeyRing {
    if (next.revision !== ring.revision) {
      onChange(next);
      ring = next;
    }
    return ring;
  }

  async function save(next: KeyRing): Promise<KeyRing | undefined> {
    return (await store.saveKeyRing(next)) ? use({ ...next, revision: next.revision + 1 }) : undefined;
  }

  /** Does what is due; when another replica was faster, its ring is the one. */
  async function refresh(): Promise<KeyRing> {
    const stored = await store.readKeyRing();
    const now = clock.now();
    const due = activeKey(stored)
      ? advance(stored, { now, retainMillis: await longestLifeMillis(store) })
      : { ...stored, keys: [firstKey(await newKey(), now)] };
    if (due === stored) return use(stored);
    return (await save(due)) ?? use(await store.readKeyRing());
  }

  async function tick(): Promise<void> {
    try {
      await refresh();
      await store.dropDeniedBefore(clock.now());
    } catch (error) {
      if (!stopped) onError(error);
    }
    schedule();
  }

  function schedule(): void {
    if (stopped) return;
    const due = nextDue(ring);
    const millis = due === undefined ? POLL_MILLIS : Math.min(POLL_MILLIS, Math.max(0, due - clock.now()));
    cancelTimer?.();
    cancelTimer = clock.after(millis, () => void tick());
  }

  return {
    current: () => ring,
    async start() {
      await refresh();
      schedule();
    },
    async rotate({ now: atOnce }) {
      const stored = await refresh();
      const key = await newKey();
      const now = clock.now();
      if (!atOnce && stored.keys.some(({ state }) => state === 'next'))
        return fail('conflict', 'A new key is already published and waits to sign: see GET /admin/keys.');
      const next = atOnce
        ? replaceAll(stored, key, now)
        : announce(stored, key, { now, activatesAt: now + publishSeconds * 1000 });
      const saved = await save(next);
      schedule();
      return saved ? ok(saved) : fail('conflict', 'The keys were changed by somebody else: try again.');
    },
    stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}

async function newKey(): Promise<NewKey> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  return { kid: randomUUID(), jwk: privateKey.export({ format: 'jwk' }) as unknown as PrivateJwk };
}

/** A retired key must outlive every token that it signed. */
async function longestLifeMillis(store: AuthStore): Promise<number> {
  const clients = await store.listClients();
  return Math.max(3_600, ...clients.map(({ maxTtlSeconds }) => maxTtlSeconds)) * 1000 + SKEW_MILLIS;
}
