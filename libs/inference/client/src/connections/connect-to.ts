import { Pool, type Dispatcher } from 'undici';
import { createLookup } from './patient-lookup.ts';
import { createConnector } from './staggered-connect.ts';

/** Shorter than the servers' own idle timeout, so that a request seldom meets a socket that is just being closed. */
const KEEP_ALIVE_MILLIS = 30_000;

export interface ConnectionsOptions {
  /** Most connections at once, of each kind; no limit where absent. */
  readonly connections?: number;
  /** Largest answer, in bytes. */
  readonly maxResponseBytes?: number;
}

/** Ways to one service. The deadline of a request ends its exchange, nothing else; connecting may take a second. */
export interface Connections {
  /** Kept alive and used again. */
  readonly pooled: Dispatcher;
  /** A new one for each exchange: what is kept may lead to a replica that is gone. */
  readonly fresh: Dispatcher;
  close(): Promise<void>;
}

export function connectTo(
  url: string,
  { connections, maxResponseBytes }: ConnectionsOptions = {},
): Connections {
  const options = {
    connections,
    connect: createConnector(createLookup()),
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponseBytes,
  };
  const pooled = new Pool(url, options);
  const fresh = new Pool(url, { ...options, pipelining: 0 });
  return {
    pooled,
    fresh,
    close: async () => void (await Promise.all([pooled.close(), fresh.close()])),
  };
}
