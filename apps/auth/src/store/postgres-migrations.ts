import type { Pool, PoolClient, QueryConfig } from 'pg';

/** One step of the schema. */
export interface Migration {
  readonly sql: string;
  /**
   * Number of the oldest step whose program still works on a database that has this one: 1 as long as steps only add.
   * A program that finds a newer database reads it there, and runs or refuses.
   */
  readonly compatibleFrom: number;
}

/**
 * In order, counted from 1. Replicas of two versions run at once during every update, so a step only adds: a table, an
 * index, a column that may be absent or has a default (expand). What is not used any more is removed by a step of a
 * later release, when no replica of a version that used it is left, and that step raises `compatibleFrom` (contract).
 * Never edit one that was released: add another.
 */
export const postgresMigrations: readonly Migration[] = [
  {
    compatibleFrom: 1,
    // Ids sort by bytes, as in SQLite, whatever the language of the database.
    sql: `CREATE TABLE slipway_auth.clients (
            id text COLLATE "C" PRIMARY KEY,
            revision integer NOT NULL,
            document text NOT NULL
          );
          CREATE TABLE slipway_auth.key_ring (
            id integer PRIMARY KEY CHECK (id = 1),
            revision integer NOT NULL,
            document text NOT NULL
          );
          CREATE TABLE slipway_auth.denied_tokens (
            token_id text COLLATE "C" PRIMARY KEY,
            until_millis bigint NOT NULL
          );
          CREATE INDEX denied_tokens_by_end ON slipway_auth.denied_tokens (until_millis);`,
  },
];

const BOOKKEEPING = `
  CREATE SCHEMA slipway_auth;
  CREATE TABLE slipway_auth.migrations (
    version integer PRIMARY KEY,
    compatible_from integer NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );`;

/** Longer than any other statement may take: for the lock while another replica migrates, and for a step on full tables. */
const TIMEOUT_MILLIS = 20_000;

/** The database was changed by a newer version so that this one cannot use it. */
export class IncompatibleSchemaError extends Error {
  override readonly name = 'IncompatibleSchemaError';
}

/** Brings the database up to date, one transaction a step; replicas that start together take turns. */
export async function migrate(pool: Pool, migrations = postgresMigrations): Promise<void> {
  let isDone = false;
  while (!isDone) isDone = await inTransaction(pool, (client) => applyNext(client, migrations));
}

async function applyNext(client: PoolClient, migrations: readonly Migration[]): Promise<boolean> {
  // Held to the end of the transaction, also by a replica that dies in it.
  await run(client, `SELECT pg_advisory_xact_lock(hashtextextended('slipway_auth.migrations', 0))`);
  const { version, compatibleFrom } = await readState(client);
  if (compatibleFrom > migrations.length)
    throw new IncompatibleSchemaError(`schema ${version}, which needs ${compatibleFrom} or newer`);
  const next = migrations[version];
  if (!next) return true;
  if (version === 0) await run(client, BOOKKEEPING);
  await run(client, next.sql);
  await client.query('INSERT INTO slipway_auth.migrations (version, compatible_from) VALUES ($1, $2)', [
    version + 1,
    next.compatibleFrom,
  ]);
  return version + 1 >= migrations.length;
}

async function readState(client: PoolClient) {
  const { rows: found } = await client.query(`SELECT to_regclass('slipway_auth.migrations') AS name`);
  if (found[0]?.name === null) return { version: 0, compatibleFrom: 0 };
  const { rows } = await client.query(
    `SELECT coalesce(max(version), 0) AS version, coalesce(max(compatible_from), 0) AS compatible_from
     FROM slipway_auth.migrations`,
  );
  return { version: Number(rows[0]?.version), compatibleFrom: Number(rows[0]?.compatible_from) };
}

function run(client: PoolClient, text: string) {
  const query: QueryConfig & { query_timeout: number } = { text, query_timeout: TIMEOUT_MILLIS + 1_000 };
  return client.query(query);
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${TIMEOUT_MILLIS}`);
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection undoes the transaction, also where no word can be sent on it any more.
    client.release(true);
    throw error;
  }
}
