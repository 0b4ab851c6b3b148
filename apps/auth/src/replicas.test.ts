import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier, type Verifier } from '@slipway/auth-verifier';
import { createFakeClock, type FakeClock } from '@slipway/auth-verifier/testing';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import request from 'supertest';
import { startPostgresServer, type PostgresServer } from './testing/postgres-server.ts';
import { ISSUER, startTestAuth, type TestAuth } from './testing/test-auth.ts';
import { until as untilOn } from './testing/until.ts';

/** Several starts and dozens of requests in each, on a machine that may be busy. */
const TEST_MILLIS = 60_000;

const onEngine = { platform: 'compose', engine: await findEngine(), env: process.env };

describeOn(onEngine, 'token services on one PostgreSQL database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 300_000);
  afterAll(() => server?.remove(), 60_000);

  let folder: string;
  let clock: FakeClock;
  let databaseUrl: string;
  let started: TestAuth[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-replicas-'));
    clock = createFakeClock();
    databaseUrl = await server.createDatabase();
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((auth) => auth.stop()));
    rmSync(folder, { recursive: true });
  });

  /** So many replicas, started at the same time, with the same secret files and the same clock. */
  const start = async (count: number): Promise<readonly TestAuth[]> => {
    const env = { SLIPWAY_DATABASE_URL: databaseUrl, SLIPWAY_STATE_DIR: '' };
    started = await Promise.all(Array.from({ length: count }, () => startTestAuth(env, { folder, clock })));
    return started;
  };
  const until = (what: string, holds: () => Promise<boolean>) => untilOn(what, holds, clock);
  const startTwo = async () => (await start(2)) as [TestAuth, TestAuth];
  const published = async ({ url }: TestAuth): Promise<string[]> =>
    (await request(url).get('/oauth2/jwks')).body.keys.map(({ kid }: { kid: string }) => kid);
  const kidOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string;
  const stored = async (table: string) =>
    (
      await server.query(`SELECT document FROM slipway_auth.${table}`, new URL(databaseUrl).pathname.slice(1))
    ).map(({ document }) => JSON.parse(String(document)));

  it(
    'make one key and each client once, however many start first',
    async () => {
      const replicas = await start(4);
      const sets = await Promise.all(replicas.map(published));
      expect(sets).toEqual(replicas.map(() => [expect.any(String)]));
      expect(new Set(sets.flat()).size).toBe(1);
      const clients = await stored('clients');
      expect(clients.map(({ id }) => id)).toEqual(expect.arrayContaining(['demo', 'gateway', 'operator']));
      expect(clients.map(({ secrets }) => secrets.length)).toEqual(clients.map(() => 1));
      const token = await replicas[0]!.token('demo');
      for (const replica of replicas) expect((await replica.introspect(token)).active).toBe(true);
    },
    TEST_MILLIS,
  );

  it(
    'take a replaced secret file over once, though all of them see it',
    async () => {
      const [a, b] = await startTwo();
      const old = await a.secretOf('demo');
      writeFileSync(join(folder, 'secrets', 'demo'), 'another-secret-of-demo');
      clock.advance(5_000);
      for (const replica of [a, b])
        await until('it knows the new secret', async () => (await replica.askToken('demo')).status === 200);
      // One more look by both.
      clock.advance(5_000);
      await Promise.all([a, b].map((replica) => replica.token('demo')));
      const demo = (await stored('clients')).find(({ id }) => id === 'demo');
      expect(demo.secrets.map(({ expiresAt }: { expiresAt?: number }) => expiresAt === undefined)).toEqual([
        true,
        false,
      ]);
      writeFileSync(join(folder, 'secrets', 'demo'), old);
      expect((await b.askToken('demo')).status).toBe(200);
    },
    TEST_MILLIS,
  );

  it(
    'see at once what one of them revokes, adds or disables',
    async () => {
      const [a, b] = await startTwo();
      const token = await a.token('demo');
      expect((await b.introspect(token)).active).toBe(true);
      const revocation = request(a.url)
        .post('/oauth2/revoke')
        .auth('demo', await a.secretOf('demo'));
      expect((await revocation.type('form').send({ token })).status).toBe(200);
      expect(await b.introspect(token)).toEqual({ active: false });

      const { secret } = (await a.admin('post', '/clients', { id: 'alice' })).body;
      const ask = () =>
        request(b.url)
          .post('/oauth2/token')
          .auth('alice', secret)
          .type('form')
          .send({ grant_type: 'client_credentials' });
      expect((await ask()).status).toBe(200);
      await a.admin('post', '/clients/alice/disable');
      expect((await ask()).status).toBe(401);
    },
    TEST_MILLIS,
  );

  describe('during a rotation that one of them was asked for', () => {
    let verifiers: Verifier[];
    let seen: { refreshes: number; unknownKids: number };
    beforeEach(() => {
      verifiers = [];
      seen = { refreshes: 0, unknownKids: 0 };
    });
    afterEach(() => verifiers.forEach((verifier) => verifier.stop()));

    /** A service that fetches the keys from this replica alone, and counts what it did not know. */
    async function verifyBy({ url }: TestAuth): Promise<void> {
      const verifier = createVerifier({
        ...{ issuer: ISSUER, audience: 'urn:slipway:service:gateway', jwksUrl: `${url}/oauth2/jwks`, clock },
        observer: { onRefresh: () => (seen.refreshes += 1), onUnknownKid: () => (seen.unknownKids += 1) },
      });
      await verifier.start();
      verifiers.push(verifier);
    }

    async function everyTokenIsAccepted(replicas: readonly TestAuth[]): Promise<void> {
      for (const replica of replicas) {
        const token = await replica.token('demo');
        for (const verifier of verifiers) expect((await verifier.verify(`Bearer ${token}`)).ok).toBe(true);
      }
    }

    it(
      'publish the same keys within 10 s, sign with the same, and no token is refused',
      async () => {
        const [a, b] = await startTwo();
        await verifyBy(a);
        await verifyBy(b);
        const [oldKid] = await published(a);
        await a.admin('post', '/keys/rotate');
        await everyTokenIsAccepted([a, b]);

        clock.advance(10_000);
        await until('the other publishes the new key', async () => (await published(b)).length === 2);
        expect(await published(b)).toEqual(await published(a));
        await everyTokenIsAccepted([a, b]);

        clock.advance(60_000);
        await until('both services have fetched the keys again', async () => seen.refreshes >= 4);
        await everyTokenIsAccepted([a, b]);

        clock.advance(20_000);
        const [, newKid] = await published(a);
        for (const replica of [a, b])
          await until('the new key signs', async () => kidOf(await replica.token('demo')) === newKid);
        await everyTokenIsAccepted([a, b]);
        expect(await published(b)).toEqual([oldKid, newKid]);
        expect(seen.unknownKids).toBe(0);
      },
      TEST_MILLIS,
    );

    it(
      'do what falls due once',
      async () => {
        const [a, b] = await startTwo();
        await a.admin('post', '/keys/rotate');
        clock.advance(10_000);
        await until('the other knows of it', async () => (await published(b)).length === 2);
        clock.advance(80_000);
        const states = async () =>
          (await stored('key_ring'))[0].keys.map(({ state }: { state: string }) => state);
        await until('it is done', async () => (await states()).includes('retired'));
        const rows = await server.query(
          'SELECT revision FROM slipway_auth.key_ring',
          new URL(databaseUrl).pathname.slice(1),
        );
        expect([rows, await states()]).toEqual([[{ revision: 3 }], ['retired', 'active']]);
      },
      TEST_MILLIS,
    );

    it(
      'refuse a second one, whoever is asked',
      async () => {
        const [a, b] = await startTwo();
        const both = await Promise.all([a.admin('post', '/keys/rotate'), b.admin('post', '/keys/rotate')]);
        expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
        expect((await b.admin('post', '/keys/rotate')).status).toBe(409);
      },
      TEST_MILLIS,
    );
  });
});
