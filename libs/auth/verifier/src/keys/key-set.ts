import { createHash } from 'node:crypto';
import { importJWK, type CryptoKey } from 'jose';
import { fetchJson, type Fetch, type JsonFailure } from '../fetch-json.ts';

export interface VerificationKey {
  readonly key: CryptoKey;
  /** Tells whether a key of the same name is still the same key. */
  readonly fingerprint: string;
}

export type KeySet = ReadonlyMap<string, VerificationKey>;
export type KeySetFailure = JsonFailure | 'bad-status' | 'no-usable-key';
export type KeySetOutcome =
  { readonly ok: true; readonly keys: KeySet } | { readonly ok: false; readonly reason: KeySetFailure };

const MAX_BYTES = 64 * 1024;
const MAX_KEYS = 32;

/** A key id becomes a map key and part of log lines: short and of a safe alphabet, or not at all. */
export const isSafeKid = (kid: unknown): kid is string =>
  typeof kid === 'string' && /^[\w.~+=:-]{1,128}$/.test(kid);

/** Fetches a JSON Web Key Set (RFC 7517) and keeps what can verify ES256. Never throws. */
export async function loadKeySet(fetch: Fetch, url: string, timeoutMillis: number): Promise<KeySetOutcome> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const answer = await fetchJson(fetch, url, { headers }, { timeoutMillis, maxBytes: MAX_BYTES });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return { ok: false, reason: 'bad-status' };
  const keys = await parseKeySet(answer.body);
  return keys.size > 0 ? { ok: true, keys } : { ok: false, reason: 'no-usable-key' };
}

export async function parseKeySet(document: unknown): Promise<KeySet> {
  const listed = (document as { keys?: unknown } | null)?.keys;
  const entries = Array.isArray(listed) ? listed.slice(0, MAX_KEYS) : [];
  const parsed = await Promise.all(entries.map(parseKey));
  return new Map(parsed.filter((entry) => entry !== undefined));
}

async function parseKey(jwk: unknown): Promise<readonly [string, VerificationKey] | undefined> {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  const { kty, crv, use, alg, kid, x, y } = jwk as Record<string, unknown>;
  if (kty !== 'EC' || crv !== 'P-256' || !isSafeKid(kid)) return undefined;
  if (typeof x !== 'string' || typeof y !== 'string') return undefined;
  if ((use ?? 'sig') !== 'sig' || (alg ?? 'ES256') !== 'ES256') return undefined;
  try {
    const key = (await importJWK({ kty, crv, x, y }, 'ES256')) as CryptoKey;
    return [kid, { key, fingerprint: createHash('sha256').update(`${x}.${y}`).digest('base64url') }];
  } catch {
    return undefined; // not a point on the curve: one bad key must not take the good ones with it
  }
}
