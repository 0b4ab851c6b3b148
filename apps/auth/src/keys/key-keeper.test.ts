import { createFakeClock } from '@slipway/auth-verifier/testing';
import type { AuthStore } from '../store/auth-store.ts';
import { createKeyKeeper } from './key-keeper.ts';
import type { KeyRing } from './key-ring.ts';

const PUBLISH_SECONDS = 90;

/** A keeper over a store that can fail, on a clock that notes for how long it was asked to wait. */
function startKeeper() {
  const fake = createFakeClock();
  const waits: number[] = [];
  const errors: unknown[] = [];
  let stored: KeyRing = { revision: 0, keys: [] };
  const shop = { isOpen: true };
  const whenOpen = async <T>(work: () => T): Promise<T> => {
    if (!shop.isOpen) throw new Error('closed');
    return work();
  };
  /** As long as it is unsettled, what was read stays on its way. */
  const way = { isFree: Promise.resolve() };
  const store: Pick<AuthStore, 'readKeyRing' | 'saveKeyRing' | 'listClients' | 'dropDeniedBefore'> = {
    readKeyRing: async () => {
      const read = await whenOpen(() => stored);
      await way.isFree;
      return read;
    },
    saveKeyRing: (ring) =>
      whenOpen(() => {
        stored = { ...ring, revision: ring.revision + 1 };
        return true;
      }),
    listClients: () => whenOpen(() => []),
    dropDeniedBefore: () => whenOpen(() => undefined),
  };
  const after = (millis: number, run: () => void) => (waits.push(millis), fake.after(millis, run));
  const keeper = createKeyKeeper({
    store,
    clock: { ...fake, after },
    publishSeconds: PUBLISH_SECONDS,
    onChange: () => undefined,
    onError: (error) => errors.push(error),
    random: () => 1,
  });
  /** Goes on by `millis` and lets what fell due come to its end. */
  const pass = async (millis: number) => {
    fake.advance(millis);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, shop, way, waits, errors, pass };
}

describe('a keeper whose store is slow', () => {
  it('does not go back to a ring that was read before a rotation', async () => {
    const { keeper, way, pass } = startKeeper();
    await keeper.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    way.isFree = promise;
    await pass(10_000); // its own look at the store is under way
    way.isFree = Promise.resolve();
    const rotation = keeper.rotate({ now: false });
    await pass(0);
    resolve();
    expect((await rotation).ok).toBe(true);
    await pass(0);
    expect(keeper.current().keys.map(({ state }) => state)).toEqual(['active', 'next']);
    keeper.stop();
  });
});

describe('a keeper whose store fails', () => {
  it('tries again after growing pauses, also while a rotation is overdue', async () => {
    const { keeper, shop, waits, errors, pass } = startKeeper();
    await keeper.start();
    await keeper.rotate({ now: false });
    shop.isOpen = false;
    await pass(PUBLISH_SECONDS * 1000);
    const from = waits.length - 1;
    for (let failure = 0; failure < 6; failure += 1) await pass(waits.at(-1)!);
    expect(waits.slice(from)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
    expect(errors).toHaveLength(7);
    keeper.stop();
  });

  it('does what is due as soon as the store is back, and then keeps its usual pace', async () => {
    const { keeper, shop, waits, pass } = startKeeper();
    await keeper.start();
    await keeper.rotate({ now: false });
    shop.isOpen = false;
    await pass(PUBLISH_SECONDS * 1000);
    shop.isOpen = true;
    await pass(waits.at(-1)!);
    expect(keeper.current().keys.map(({ state }) => state)).toEqual(['retired', 'active']);
    expect(waits.at(-1)).toBe(10_000);
    keeper.stop();
  });

  it('no longer stands for its keys when it has not seen the store for 20 s', async () => {
    const { keeper, shop, waits, pass } = startKeeper();
    await keeper.start();
    expect(keeper.isCurrent()).toBe(true);
    shop.isOpen = false;
    await pass(19_999);
    expect(keeper.isCurrent()).toBe(true);
    await pass(1);
    expect(keeper.isCurrent()).toBe(false);
    expect(keeper.current().keys).toHaveLength(1);
    shop.isOpen = true;
    await pass(waits.at(-1)!);
    expect(keeper.isCurrent()).toBe(true);
    keeper.stop();
  });
});
