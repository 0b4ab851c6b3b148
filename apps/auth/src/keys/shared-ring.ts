import type { Clock } from '@slipway/auth-verifier';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { AuthStore } from '../store/auth-store.ts';
import { activeKey, advance, firstKey, type KeyRing } from './key-ring.ts';
import { newKey } from './new-key.ts';

export type RingStore = Pick<AuthStore, 'readKeyRing' | 'saveKeyRing' | 'listClients'>;

/** The ring in the store, which other replicas change as well. */
export interface SharedRing {
  /** As it was last seen. */
  current(): KeyRing;
  /** Milliseconds since it was read from the store. */
  ageMillis(): number;
  /** Makes the first key where there is none, and does what is due. */
  refresh(): Promise<KeyRing>;
  /** As `refresh`, then one step more. Problem: `conflict`, or that of the step. */
  change(step: (ring: KeyRing) => Promise<Result<KeyRing>>): Promise<Result<KeyRing>>;
}

interface Dependencies {
  readonly store: RingStore;
  readonly clock: Clock;
  /** Called with each ring before it is `current`. */
  readonly onChange: (ring: KeyRing) => void;
}

/** A token may be judged by a clock that is behind ours. */
const SKEW_MILLIS = 60_000;

export function createSharedRing({ store, clock, onChange }: Dependencies): SharedRing {
  let ring: KeyRing = { revision: 0, keys: [] };
  let readAt = -Infinity;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /** One at a time: a ring that was read before a change must not be taken into use after it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  function use(next: KeyRing): KeyRing {
    if (next.revision !== ring.revision) {
      onChange(next);
      ring = next;
    }
    return ring;
  }

  async function read(): Promise<KeyRing> {
    const stored = await store.readKeyRing();
    readAt = clock.elapsed();
    return stored;
  }

  async function save(next: KeyRing): Promise<KeyRing | undefined> {
    return (await store.saveKeyRing(next)) ? use({ ...next, revision: next.revision + 1 }) : undefined;
  }

  /** When another replica was faster, its ring is the one. */
  async function refresh(): Promise<KeyRing> {
    const stored = await read();
    const now = clock.now();
    const due = activeKey(stored)
      ? advance(stored, { now, retainMillis: await longestLifeMillis(store) })
      : { ...stored, keys: [firstKey(await newKey(), now)] };
    if (due === stored) return use(stored);
    return (await save(due)) ?? use(await read());
  }

  return {
    current: () => ring,
    ageMillis: () => clock.elapsed() - readAt,
    refresh: () => inTurn(refresh),
    change: (step) =>
      inTurn(async () => {
        const next = await step(await refresh());
        if (!next.ok) return next;
        const saved = await save(next.value);
        return saved ? ok(saved) : fail('conflict', 'The keys were changed by somebody else: try again.');
      }),
  };
}

/** A retired key must outlive every token that it signed. */
async function longestLifeMillis(store: Pick<AuthStore, 'listClients'>): Promise<number> {
  const clients = await store.listClients();
  return Math.max(3_600, ...clients.map(({ maxTtlSeconds }) => maxTtlSeconds)) * 1000 + SKEW_MILLIS;
}
