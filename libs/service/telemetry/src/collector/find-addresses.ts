import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { addressesIn, namesToAsk, parseSearchList } from './names-to-ask.ts';

/** Where names are looked up. */
export interface NameSources {
  /** Text of the hosts file and of the resolver's configuration; empty where there is none. */
  readonly hosts: () => Promise<string>;
  readonly resolvConf: () => Promise<string>;
  /** Ask a name server for one full name, without taking one of the few threads. */
  readonly resolve4: (name: string) => Promise<readonly string[]>;
  readonly resolve6: (name: string) => Promise<readonly string[]>;
  /** The system's own way, which keeps a thread busy for as long as it takes. */
  readonly lookup: (name: string) => Promise<readonly string[]>;
}

/** There is no such name, or the name server of a network without a way out knows none but its own. */
const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED']);

/**
 * The addresses of a name as the system would find them, but for sources other than files and DNS.
 * `getaddrinfo` is for `localhost` alone: it never leaves the machine for that, but for a name that nobody has it would
 * hold one of the four threads that all connections of the process look names up with.
 */
export async function findAddresses(name: string, sources: NameSources): Promise<readonly string[]> {
  const inFile = addressesIn(await sources.hosts(), name);
  if (inFile.length > 0) return inFile;
  if (/(?:^|\.)localhost$/i.test(name)) return sources.lookup(name);
  for (const full of namesToAsk(name, parseSearchList(await sources.resolvConf())))
    for (const resolve of [sources.resolve4, sources.resolve6]) {
      const found = await resolve(full).catch(nothingIfUnknown);
      if (found.length > 0) return found;
    }
  throw Object.assign(new Error(`no address for ${name}`), { code: 'ENOTFOUND', hostname: name });
}

function nothingIfUnknown(error: NodeJS.ErrnoException): readonly string[] {
  if (UNKNOWN.has(error.code ?? '')) return [];
  throw error;
}

/** This machine's. */
export function systemNames(timeoutMillis: number): NameSources {
  const read = (file: string) => () => readFile(file, 'utf8').catch(() => '');
  const resolver = new Resolver({ timeout: timeoutMillis, tries: 1 });
  return {
    hosts: read('/etc/hosts'),
    resolvConf: read('/etc/resolv.conf'),
    resolve4: (name) => resolver.resolve4(name),
    resolve6: (name) => resolver.resolve6(name),
    lookup: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  };
}
