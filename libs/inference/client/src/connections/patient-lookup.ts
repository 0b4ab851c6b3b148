import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** How long an answer is used without another question: connections are often made several at a time. */
const FRESH_MILLIS = 1_000;

/** How long a name server is waited for where an older answer is at hand. */
const PATIENCE_MILLIS = 100;

/** How old an answer may be that serves while name servers are slow or fail. */
const STALE_MILLIS = 10 * 60_000;

type Addresses = readonly LookupAddress[];

export interface LookupOptions {
  readonly ask?: (hostname: string) => Promise<Addresses>;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

interface Known {
  readonly addresses: Addresses;
  readonly atMillis: number;
}

/**
 * Finds addresses by what was found before where name servers are slow or fail. One question at a time for a name: the
 * system's resolver holds one of Node's four worker threads for each, which verifying a token needs, too.
 */
export function createLookup({
  ask = askSystem,
  now = () => performance.now(),
}: LookupOptions = {}): LookupFunction {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Addresses>>();
  let turn = 0;

  async function learn(hostname: string): Promise<Addresses> {
    try {
      const addresses = await ask(hostname);
      known.set(hostname, { addresses, atMillis: now() });
      return addresses;
    } catch (error) {
      // An answer, too: there is no such name any more.
      if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') known.delete(hostname);
      throw error;
    } finally {
      asking.delete(hostname);
    }
  }

  function question(hostname: string): Promise<Addresses> {
    const open = asking.get(hostname) ?? learn(hostname);
    asking.set(hostname, open);
    return open;
  }

  async function find(hostname: string): Promise<Addresses> {
    const { addresses, atMillis } = known.get(hostname) ?? { addresses: [], atMillis: -Infinity };
    const age = now() - atMillis;
    if (age < FRESH_MILLIS) return addresses;
    if (age > STALE_MILLIS) return question(hostname);
    const answered = question(hostname).catch((error: unknown) => {
      if (!known.has(hostname)) throw error;
      return addresses;
    });
    const waited = new AbortController();
    const late = sleep(PATIENCE_MILLIS, addresses, { signal: waited.signal, ref: false });
    try {
      return await Promise.race([answered, late]);
    } finally {
      waited.abort();
      for (const unheard of [answered, late]) unheard.catch(() => undefined);
    }
  }

  return (hostname, options, callback) => {
    find(hostname).then(
      (found) => {
        // Each of several addresses is first in its turn.
        const first = turn++ % found.length;
        const addresses = [...found.slice(first), ...found.slice(0, first)];
        if (options.all) callback(null, addresses);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

const lookupAll = promisify(lookup);
const askSystem = (hostname: string): Promise<Addresses> => lookupAll(hostname, { all: true });
