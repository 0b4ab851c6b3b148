import type { Client } from '../clients/client.ts';
import { firstKey } from '../keys/key-ring.ts';
import type { AuthStore } from './auth-store.ts';

const client = (id: string, changes: Partial<Client> = {}): Client => ({
  id,
  description: '',
  scopes: ['infer'],
  audiences: ['gateway'],
  maxTtlSeconds: 3_600,
  disabled: false,
  secrets: [{ hash: 'h', createdAt: 1 }],
  createdAt: 1,
  revision: 0,
  ...changes,
});

const key = (kid: string) => firstKey({ kid, jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' } }, 1);

/** What every store must do; a new adapter calls this with a way to open an empty one. */
export function describeAuthStore(name: string, open: () => Promise<AuthStore>): void {
  describe(`${name} as a store`, () => {
    let store: AuthStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('gives back a client as it was saved, one revision later', async () => {
      expect(await store.saveClient(client('a', { rotatedAt: 2 }))).toBe(true);
      expect(await store.findClient('a')).toEqual({ ...client('a', { rotatedAt: 2 }), revision: 1 });
    });

    it('finds nothing where there is nothing', async () => {
      expect(await store.findClient('a')).toBeUndefined();
      expect(await store.listClients()).toEqual([]);
      expect(await store.readKeyRing()).toEqual({ revision: 0, keys: [] });
      expect(await store.isTokenDenied('t')).toBe(false);
    });

    it('lists clients by id, byte by byte', async () => {
      for (const id of ['b', 'a-c', 'a', 'ab', 'a1']) await store.saveClient(client(id));
      const ids = (await store.listClients()).map(({ id }) => id);
      expect(ids).toEqual(['a', 'a-c', 'a1', 'ab', 'b']);
    });

    it.each([0, 2])('refuses a client that is built on revision %i while 1 is stored', async (revision) => {
      await store.saveClient(client('a'));
      expect(await store.saveClient(client('a', { disabled: true, revision }))).toBe(false);
      expect((await store.findClient('a'))?.disabled).toBe(false);
    });

    it('lets one of two writers win', async () => {
      await store.saveClient(client('a'));
      const read = (await store.findClient('a'))!;
      const results = await Promise.all([store.saveClient(read), store.saveClient(read)]);
      expect(results.sort()).toEqual([false, true]);
    });

    it('keeps the key ring, and refuses one that is built on an older one', async () => {
      expect(await store.saveKeyRing({ revision: 0, keys: [key('k1')] })).toBe(true);
      expect(await store.saveKeyRing({ revision: 0, keys: [key('k2')] })).toBe(false);
      expect(await store.saveKeyRing({ revision: 1, keys: [key('k1'), key('k3')] })).toBe(true);
      expect(await store.readKeyRing()).toEqual({ revision: 2, keys: [key('k1'), key('k3')] });
    });

    it('remembers revoked tokens until their time is over', async () => {
      await store.denyToken('t', 1_000);
      await store.denyToken('t', 2_000);
      expect(await store.isTokenDenied('t')).toBe(true);
      await store.dropDeniedBefore(1_000);
      expect(await store.isTokenDenied('t')).toBe(true);
      await store.dropDeniedBefore(1_001);
      expect(await store.isTokenDenied('t')).toBe(false);
    });

    it.each(["' OR 1=1 --", '__proto__', 'ä', 'a\0', '\ud800'])(
      'takes %j for an id and no more',
      async (id) => {
        await store.saveClient(client('a'));
        expect(await store.findClient(id)).toBeUndefined();
      },
    );

    it('keeps any text of a description', async () => {
      const description = 'ä "\0" \u2028 \\ $1 🚢';
      await store.saveClient(client('a', { description }));
      expect((await store.findClient('a'))?.description).toBe(description);
    });
  });
}
