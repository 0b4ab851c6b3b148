import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describeAuthStore } from './auth-store.contract.ts';
import { SqliteAuthStore } from './sqlite-auth-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'state', 'auth.db');

describeAuthStore('SQLite', async () => SqliteAuthStore.open(path()));

describe('the SQLite database', () => {
  it('is for its owner only, side files included', async () => {
    const store = SqliteAuthStore.open(path());
    await store.denyToken('t', 1);
    const modes = ['', '/auth.db', '/auth.db-wal'].map(
      (file) => statSync(join(folder, 'state') + file).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    await store.close();
  });

  it('keeps everything over a restart', async () => {
    const first = SqliteAuthStore.open(path());
    await first.denyToken('t', 1);
    await first.close();
    const second = SqliteAuthStore.open(path());
    expect(await second.isTokenDenied('t')).toBe(true);
    await second.close();
  });

  it('is refused with the way out when it is corrupt', async () => {
    const store = SqliteAuthStore.open(path());
    await store.close();
    writeFileSync(path(), 'x'.repeat(8192));
    expect(() => SqliteAuthStore.open(path())).toThrow(
      /^Cannot use the database .*auth\.db \(.+\): restore it/,
    );
  });

  it('is refused when a newer program has written it', () => {
    SqliteAuthStore.open(path());
    new DatabaseSync(path()).exec('PRAGMA user_version = 99');
    expect(() => SqliteAuthStore.open(path())).toThrow('schema 99 is newer');
  });
});
