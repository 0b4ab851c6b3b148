import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { Pool } from 'pg';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-server.ts';
import { until } from '../testing/until.ts';
import { readDatabaseAddress } from './database-address.ts';
import { PostgresAuthStore } from './postgres-auth-store.ts';
import { migrate, postgresMigrations, type Migration } from './postgres-migrations.ts';
import { createPool } from './postgres-pool.ts';

const onEngine = { platform: 'compose', engine: await findEngine(), env: process.env };

/** The steps with which programs from before them still work. */
const expansions = postgresMigrations
  .map(({ compatibleFrom, sql }, index) => ({ number: index + 1, compatibleFrom, sql }))
  .filter(({ number, compatibleFrom }) => compatibleFrom < number || number === 1);

it.each(expansions)('step $number only adds', ({ sql }) => {
  expect(sql).not.toMatch(/\b(DROP|RENAME|TRUNCATE|DELETE|UPDATE|ALTER COLUMN)\b/i);
  expect(sql).not.toMatch(/ADD COLUMN(?![^,;]*DEFAULT)[^,;]*NOT NULL/i);
});

describeOn(onEngine, 'the schema in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 300_000);
  afterAll(() => server?.remove(), 60_000);

  let url: string;
  let pool: Pool;
  beforeEach(async () => {
    url = await server.createDatabase();
    pool = createPool({ address: readDatabaseAddress(url) });
  });
  afterEach(() => pool.end());

  const open = () =>
    PostgresAuthStore.open({
      address: readDatabaseAddress(url),
      waitMillis: 0,
      onWait: () => undefined,
    });
  const versions = async () =>
    (await pool.query('SELECT version FROM slipway_auth.migrations ORDER BY version')).rows.map(
      ({ version }) => version,
    );
  const present = postgresMigrations.map((_migration, index) => index + 1);
  /** A step of a version that does not exist yet. */
  const later = (sql: string, compatibleFrom = 1): readonly Migration[] => [
    ...postgresMigrations,
    { sql, compatibleFrom },
  ];
  const addition = "ALTER TABLE slipway_auth.clients ADD COLUMN team text NOT NULL DEFAULT ''";

  it('is made once, however many start at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, open));
    expect(await versions()).toEqual(present);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('lets a version that is replaced go on, and start again, when its successor has added something', async () => {
    const old = await open();
    const client = {
      ...{ id: 'a', description: '', scopes: [], audiences: [], maxTtlSeconds: 60, disabled: false },
      ...{ secrets: [], createdAt: 1, revision: 0 },
    };
    expect(await old.saveClient(client)).toBe(true);
    await migrate(pool, later(addition));
    expect(await old.saveClient({ ...client, description: 'changed', revision: 1 })).toBe(true);
    const again = await open();
    expect(await again.saveClient({ ...client, id: 'b' })).toBe(true);
    expect((await again.listClients()).map(({ id }) => id)).toEqual(['a', 'b']);
    await Promise.all([old.close(), again.close()]);
  });

  it('refuses a version that its successor has left behind, and says so', async () => {
    await migrate(pool, later(addition, postgresMigrations.length + 1));
    await expect(open()).rejects.toThrow(
      /^Cannot use the database .* \(schema \d+, which needs \d+ or newer\): .* run that one$/,
    );
  });

  it('is as it was before when a step fails, and takes the step when it is mended', async () => {
    const broken = later(`${addition}; SELECT 1 / 0`);
    await expect(migrate(pool, broken)).rejects.toThrow('division by zero');
    expect(await versions()).toEqual(present);
    await migrate(pool, later(addition));
    expect(await versions()).toEqual([...present, present.length + 1]);
  });

  it('waits for the one who is at it', async () => {
    const other = await pool.connect();
    await other.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('slipway_auth.migrations', 0))`);
    let isDone = false;
    const migrated = migrate(pool).then(() => (isDone = true));
    await until('it waits', async () => {
      const text = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      return (await server.query(text, readDatabaseAddress(url).database)).length > 0;
    });
    expect(isDone).toBe(false);
    await other.query('COMMIT');
    other.release();
    await migrated;
    expect(await versions()).toEqual(present);
  });
});
