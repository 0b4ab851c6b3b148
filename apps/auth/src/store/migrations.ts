import type { DatabaseSync } from 'node:sqlite';

/** In order; `user_version` counts those that are done. Never edit one that was released: add another. */
export const migrations: readonly string[] = [
  `CREATE TABLE clients (
     id TEXT PRIMARY KEY,
     revision INTEGER NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE key_ring (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     revision INTEGER NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE denied_tokens (
     token_id TEXT PRIMARY KEY,
     until_millis INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX denied_tokens_by_end ON denied_tokens (until_millis);`,
];

/** Brings a database up to date; throws where it is newer than this program. */
export function migrate(database: DatabaseSync): void {
  const done = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (done > migrations.length) throw new Error(`schema ${done} is newer than ${migrations.length}`);
  for (let version = done; version < migrations.length; version += 1) {
    database.exec(`BEGIN IMMEDIATE; ${migrations[version]}; PRAGMA user_version = ${version + 1}; COMMIT`);
  }
}
