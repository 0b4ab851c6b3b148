import { StartError } from '@slipway/service-lifecycle';
import { DatabaseError, type Pool, type QueryResult } from 'pg';
import type { Client } from '../clients/client.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { AuthStore } from './auth-store.ts';
import { awaitDatabase, type AwaitOptions } from './await-database.ts';
import { describeAddress } from './database-address.ts';
import { readDocument } from './document.ts';
import { createPool, reasonOf, toStoreError, type PoolOptions } from './postgres-pool.ts';
import { IncompatibleSchemaError, migrate } from './postgres-migrations.ts';

export type PostgresOptions = PoolOptions & Omit<AwaitOptions, 'what'>;

/** A store that replicas share. Private keys are in it: who may read its tables may sign tokens. */
export class PostgresAuthStore implements AuthStore {
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Waits for the database and brings its schema up to date; one that stays away, or that cannot be used, is a
   * `StartError` that says what to do.
   */
  static async open(options: PostgresOptions): Promise<PostgresAuthStore> {
    const pool = createPool(options);
    const where = describeAddress(options.address);
    const attempt = () => migrate(pool).catch((error: unknown) => Promise.reject(toStartError(error, where)));
    try {
      await awaitDatabase(attempt, { ...options, what: `Cannot reach the database ${where}` });
      return new PostgresAuthStore(pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async findClient(id: string): Promise<Client | undefined> {
    // No text of PostgreSQL can have this character, so there is no such client.
    if (id.includes('\0')) return undefined;
    const { rows } = await this.#query('SELECT revision, document FROM slipway_auth.clients WHERE id = $1', [
      id,
    ]);
    return rows[0] && readDocument<Client>(rows[0]);
  }

  async listClients(): Promise<readonly Client[]> {
    const { rows } = await this.#query('SELECT revision, document FROM slipway_auth.clients ORDER BY id');
    return rows.map((row) => readDocument<Client>(row));
  }

  async saveClient({ revision, ...client }: Client): Promise<boolean> {
    const document = JSON.stringify(client);
    const { rowCount } = await (revision === 0
      ? this.#query(
          'INSERT INTO slipway_auth.clients (document, id, revision) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING',
          [document, client.id],
        )
      : this.#query(
          `UPDATE slipway_auth.clients SET document = $1, revision = revision + 1
           WHERE id = $2 AND revision = $3`,
          [document, client.id, revision],
        ));
    return rowCount === 1;
  }

  async readKeyRing(): Promise<KeyRing> {
    const { rows } = await this.#query('SELECT revision, document FROM slipway_auth.key_ring');
    return rows[0] ? readDocument<KeyRing>(rows[0]) : { revision: 0, keys: [] };
  }

  async saveKeyRing({ revision, ...ring }: KeyRing): Promise<boolean> {
    const document = JSON.stringify(ring);
    const { rowCount } = await (revision === 0
      ? this.#query(
          'INSERT INTO slipway_auth.key_ring (id, document, revision) VALUES (1, $1, 1) ON CONFLICT DO NOTHING',
          [document],
        )
      : this.#query(
          'UPDATE slipway_auth.key_ring SET document = $1, revision = revision + 1 WHERE revision = $2',
          [document, revision],
        ));
    return rowCount === 1;
  }

  async denyToken(tokenId: string, untilMillis: number): Promise<void> {
    await this.#query(
      'INSERT INTO slipway_auth.denied_tokens (token_id, until_millis) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [tokenId, Math.ceil(untilMillis)],
    );
  }

  async isTokenDenied(tokenId: string): Promise<boolean> {
    const { rowCount } = await this.#query('SELECT 1 FROM slipway_auth.denied_tokens WHERE token_id = $1', [
      tokenId,
    ]);
    return rowCount === 1;
  }

  async dropDeniedBefore(millis: number): Promise<void> {
    await this.#query('DELETE FROM slipway_auth.denied_tokens WHERE until_millis < $1', [Math.floor(millis)]);
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #query(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
    try {
      return await this.#pool.query(text, [...values]);
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

/** What waiting does not mend, by SQLSTATE. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^28/, 'mend the user in SLIPWAY_DATABASE_URL, or the password in SLIPWAY_DATABASE_PASSWORD_FILE'],
  [/^3D/, 'create it, or mend SLIPWAY_DATABASE_URL'],
  [/^42501/, 'make the user of SLIPWAY_DATABASE_URL its owner'],
];

function toStartError(error: unknown, where: string): unknown {
  const cannotUse = (mend: string) =>
    new StartError(`Cannot use the database ${where} (${reasonOf(error)}): ${mend}`);
  if (error instanceof IncompatibleSchemaError)
    return cannotUse('a newer version of this program has changed it, so run that one');
  // The driver's own word for a missing password.
  const code = error instanceof DatabaseError ? error.code : /^SASL/.test(reasonOf(error)) ? '28P01' : '';
  const [, mend] = REFUSALS.find(([codes]) => codes.test(code ?? '')) ?? [];
  return mend === undefined ? toStoreError(error) : cannotUse(mend);
}
