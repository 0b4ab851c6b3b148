import { readFileSync } from 'node:fs';
import { StartError } from '@slipway/service-lifecycle';

/** Where a PostgreSQL database is and as whom it is used. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  /** Undefined: the connection is not encrypted. Else by whom the server's certificate must be signed, if not a public authority. */
  readonly tls?: { readonly ca?: string };
}

const DEFAULT_PORT = 5432;

/**
 * Reads `postgres://user@host:port/database`, with `sslmode=verify-full` and `sslrootcert=<file>` behind a `?` where
 * the connection shall be encrypted. What is wrong is a `StartError` that repeats nothing: there may be a password.
 */
export function readDatabaseAddress(text: string): DatabaseAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw expected('postgres://user@host:port/database');
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decode);
  if (!user || !url.hostname || !database) throw expected('a user, a host and the name of a database in it');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    user,
    database,
    ...(password && { password }),
    ...readTls(url.searchParams),
  };
}

/** For people: no user, no password. */
export const describeAddress = ({ host, port, database }: DatabaseAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;

function readTls(parameters: URLSearchParams): Pick<DatabaseAddress, 'tls'> {
  const { sslmode = 'disable', sslrootcert, ...others } = Object.fromEntries(parameters);
  const [other] = Object.keys(others);
  if (other !== undefined) throw expected('no parameters but sslmode and sslrootcert');
  if (sslmode === 'disable' && sslrootcert === undefined) return {};
  // The modes between encrypt without knowing for whom.
  if (sslmode !== 'verify-full') throw expected('sslmode disable, or verify-full');
  return { tls: sslrootcert === undefined ? {} : { ca: readAuthority(sslrootcert) } };
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw expected(`a certificate in the file of sslrootcert (${(error as NodeJS.ErrnoException).code})`);
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw expected('percent-encoding where a part has special characters');
  }
}

const expected = (what: string) => new StartError(`SLIPWAY_DATABASE_URL: expected ${what}`);
