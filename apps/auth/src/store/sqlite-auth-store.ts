import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '@slipway/service-lifecycle';
import type { Client } from '../clients/client.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { AuthStore } from './auth-store.ts';
import { readDocument } from './document.ts';
import { migrate } from './migrations.ts';

/** The embedded store: one file, for one replica. Private keys are in it, so only the owner may read it. */
export class SqliteAuthStore implements AuthStore {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens or makes the database; one that cannot be used is a `StartError` that says what to do. */
  static open(path: string): SqliteAuthStore {
    try {
      makePrivateFile(path);
      const database = new DatabaseSync(path, { timeout: 5_000 });
      const [check] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
      if (check !== 'ok') throw new Error(String(check));
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      migrate(database);
      return new SqliteAuthStore(database);
    } catch (error) {
      const reason = String((error as Error).message).split('\n', 1)[0];
      throw new StartError(
        `Cannot use the database ${path} (${reason}): restore it from a backup, or move it away to start with new keys`,
      );
    }
  }

  async findClient(id: string): Promise<Client | undefined> {
    const row = this.#database.prepare('SELECT revision, document FROM clients WHERE id = ?').get(id);
    return row && readDocument<Client>(row);
  }

  async listClients(): Promise<readonly Client[]> {
    const rows = this.#database.prepare('SELECT revision, document FROM clients ORDER BY id').all();
    return rows.map((row) => readDocument<Client>(row));
  }

  async saveClient({ revision, ...client }: Client): Promise<boolean> {
    const document = JSON.stringify(client);
    const statement =
      revision === 0
        ? this.#database.prepare(
            'INSERT INTO clients (document, id, revision) VALUES (?, ?, ? + 1) ON CONFLICT DO NOTHING',
          )
        : this.#database.prepare(
            'UPDATE clients SET document = ?, revision = revision + 1 WHERE id = ? AND revision = ?',
          );
    return statement.run(document, client.id, revision).changes === 1;
  }

  async readKeyRing(): Promise<KeyRing> {
    const row = this.#database.prepare('SELECT revision, document FROM key_ring').get();
    return row ? readDocument<KeyRing>(row) : { revision: 0, keys: [] };
  }

  async saveKeyRing({ revision, ...ring }: KeyRing): Promise<boolean> {
    const document = JSON.stringify(ring);
    const statement =
      revision === 0
        ? this.#database.prepare(
            'INSERT INTO key_ring (id, document, revision) VALUES (1, ?, ? + 1) ON CONFLICT DO NOTHING',
          )
        : this.#database.prepare(
            'UPDATE key_ring SET document = ?, revision = revision + 1 WHERE revision = ?',
          );
    return statement.run(document, revision).changes === 1;
  }

  async denyToken(tokenId: string, untilMillis: number): Promise<void> {
    this.#database
      .prepare('INSERT INTO denied_tokens (token_id, until_millis) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(tokenId, Math.ceil(untilMillis));
  }

  async isTokenDenied(tokenId: string): Promise<boolean> {
    return (
      this.#database.prepare('SELECT 1 FROM denied_tokens WHERE token_id = ?').get(tokenId) !== undefined
    );
  }

  async dropDeniedBefore(millis: number): Promise<void> {
    this.#database.prepare('DELETE FROM denied_tokens WHERE until_millis < ?').run(Math.floor(millis));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** SQLite gives its side files the permissions of the database. */
function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  chmodSync(dirname(path), 0o700);
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
