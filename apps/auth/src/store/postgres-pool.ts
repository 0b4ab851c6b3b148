import { readFile } from 'node:fs/promises';
import { DatabaseError, Pool } from 'pg';
import type { DatabaseAddress } from './database-address.ts';
import { StoreUnavailableError } from './store-unavailable-error.ts';

/** Each replica has so many, twice that while a new version replaces an old one; a server takes 100 by default. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MILLIS = 2_000;
/** Enforced by the server, so that what nobody waits for any more ends there too. */
const STATEMENT_TIMEOUT_MILLIS = 3_000;
/** For a server that has fallen silent. */
const ANSWER_TIMEOUT_MILLIS = 4_000;
/** A connection is made anew from time to time, so that a changed address is noticed. */
const MAX_LIFETIME_SECONDS = 600;

export interface PoolOptions {
  readonly address: DatabaseAddress;
  /** Read for each connection, so that a changed password is taken up; wins over the address's. */
  readonly passwordFile?: string;
}

/** A small pool of connections; a lost one is replaced when the next is needed. */
export function createPool({ address, passwordFile }: PoolOptions): Pool {
  const { host, port, user, database, password = '', tls } = address;
  const pool = new Pool({
    ...{ host, port, user, database, ssl: tls ?? false, keepAlive: true },
    // A function, or pg would look for one in the environment and in the user's home.
    password: async () => (passwordFile === undefined ? password : readPassword(passwordFile)),
    application_name: 'slipway-auth',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLIS,
    statement_timeout: STATEMENT_TIMEOUT_MILLIS,
    query_timeout: ANSWER_TIMEOUT_MILLIS,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
  });
  // Said of idle connections that break; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** The password in a file; a line end behind it is not part of it. */
export const readPassword = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replace(/[\r\n]+$/, '');

/** SQLSTATE classes of a server that is away, full, shutting down, read-only or refuses us; 40: a race that was lost. */
const UNAVAILABLE = /^(08|25|28|3D|40|53|55|57|58)/;

/** A failure of the database as what callers may expect; a mistake in our SQL stays what it is. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof DatabaseError && !UNAVAILABLE.test(error.code ?? '')) return error;
  return new StoreUnavailableError(reasonOf(error));
}

/** A few words for logs; what the server or the driver says holds no password. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const line = String(message).split('\n', 1)[0] ?? '';
  return [code, line.includes(code ?? '\n') ? '' : line].filter(Boolean).join(': ') || 'unknown reason';
}
