import { Pool } from 'undici';

/**
 * undici looks at its timers each half second and lets the first look pass: up to 998 ms end after half a second to a
 * second, and one second only after one and a half.
 */
const CONNECT_TIMEOUT_MILLIS = 900;

/** Shorter than the servers' own idle timeout, so that a request seldom meets a socket that is just being closed. */
const KEEP_ALIVE_MILLIS = 30_000;

export interface ConnectionsOptions {
  /** Most connections at once; no limit where absent. */
  readonly connections?: number;
  /** Largest answer, in bytes. */
  readonly maxResponseBytes?: number;
}

/** Connections to one service. The deadline of a request ends its exchange, nothing else; connecting may take a second. */
export const connectTo = (url: string, { connections, maxResponseBytes }: ConnectionsOptions = {}): Pool =>
  new Pool(url, {
    connections,
    connectTimeout: CONNECT_TIMEOUT_MILLIS,
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponseBytes,
  });
