import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { EXIT } from '@slipway/service-lifecycle';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-server.ts';
import { describeAuthStore } from './auth-store.contract.ts';
import { readDatabaseAddress } from './database-address.ts';
import { PostgresAuthStore } from './postgres-auth-store.ts';

const onEngine = { platform: 'compose', engine: await findEngine(), env: process.env };

describeOn(onEngine, 'PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 300_000);
  afterAll(() => server?.remove(), 60_000);

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-postgres-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (url: string, passwordFile?: string) =>
    PostgresAuthStore.open({
      address: readDatabaseAddress(url),
      passwordFile,
      waitMillis: 0,
      onWait: () => undefined,
    });
  const databaseOf = (url: string) => readDatabaseAddress(url).database;

  describeAuthStore('PostgreSQL', async () => open(await server.createDatabase()));

  it('keeps everything for the next who opens it', async () => {
    const url = await server.createDatabase();
    const first = await open(url);
    await first.denyToken('t', 1);
    await first.close();
    const second = await open(url);
    expect(await second.isTokenDenied('t')).toBe(true);
    await second.close();
  });

  it.each<[string, (url: URL) => void, string]>([
    ['a wrong password', (url) => (url.password = 'wrong-wrong'), 'SLIPWAY_DATABASE_PASSWORD_FILE'],
    ['no password', (url) => (url.password = ''), 'SLIPWAY_DATABASE_PASSWORD_FILE'],
    ['an unknown user', (url) => (url.username = 'nobody'), 'mend the user'],
    ['an unknown database', (url) => (url.pathname = '/none'), 'create it'],
    ["somebody else's database", (url) => (url.pathname = '/postgres'), 'its owner'],
  ])('is refused at once, in one line without a secret, with %s', async (_what, change, mend) => {
    const url = new URL(await server.createDatabase());
    const { password } = url;
    change(url);
    const error = (await open(url.href).catch((cause: unknown) => cause)) as Error & { exitCode: number };
    expect(error).toMatchObject({ name: 'StartError', exitCode: EXIT.config });
    expect(error.message).toMatch(/^Cannot use the database 127\.0\.0\.1:\d+\/\w+ \(.+\): [^\n]+$/);
    expect(error.message).toContain(mend);
    expect(error.message).not.toMatch(new RegExp(`${password}|wrong-wrong`));
  });

  it('takes up a password that is changed while it runs', async () => {
    const url = new URL(await server.createDatabase());
    const file = join(folder, 'password');
    writeFileSync(file, `${url.password}\n`);
    const withoutPassword = new URL(url);
    withoutPassword.password = '';
    const store = await open(withoutPassword.href, file);
    await server.query(`ALTER ROLE ${url.username} PASSWORD 'another'`);
    writeFileSync(file, 'another');
    await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${url.username}'`,
    );
    // The first may still be given a connection that is just being closed.
    await store.findClient('a').catch(() => undefined);
    expect(await store.findClient('a')).toBeUndefined();
    await store.close();
  });

  it('encrypts and checks the certificate where it is told to', async () => {
    const data = '/var/lib/postgresql/data';
    const certificate = ['-x509', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    await server.exec(
      ...['openssl', 'req', '-newkey', 'rsa:2048', ...certificate, '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', `${data}/server.key`, '-out', `${data}/server.crt`],
    );
    const authority = join(folder, 'ca.crt');
    writeFileSync(authority, await server.exec('cat', `${data}/server.crt`));
    await server.query('ALTER SYSTEM SET ssl = on');
    await server.query('SELECT pg_reload_conf()');

    const url = new URL(await server.createDatabase());
    url.hostname = 'localhost';
    const encrypted = `${url.href}?sslmode=verify-full`;
    const store = await open(`${encrypted}&sslrootcert=${authority}`);
    const rows = await server.query(
      `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '${url.username}'`,
    );
    expect(rows).toEqual([{ ssl: true }]);
    await store.close();
    await expect(open(encrypted)).rejects.toThrow(/SELF_SIGNED_CERT/);
    await expect(
      open(`${encrypted.replace('localhost', '127.0.0.1')}&sslrootcert=${authority}`),
    ).rejects.toThrow(/ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it('says in words that are no mistake of ours that the database is away, and works when it is back', async () => {
    const url = await server.createDatabase();
    const store = await open(url);
    await server.query(`ALTER DATABASE ${databaseOf(url)} ALLOW_CONNECTIONS false`);
    await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${databaseOf(url)}'`,
    );
    await store.listClients().catch(() => undefined);
    await expect(store.listClients()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      problem: { code: 'unavailable', retryAfterSeconds: 2 },
    });
    await server.query(`ALTER DATABASE ${databaseOf(url)} ALLOW_CONNECTIONS true`);
    expect(await store.listClients()).toEqual([]);
    await store.close();
  });
});
