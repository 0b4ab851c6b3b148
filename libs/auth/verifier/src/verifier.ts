import { ok, type Result } from '@slipway/service-problem';
import { compactVerify, type CryptoKey } from 'jose';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { invalidToken, keysUnavailable } from './challenge.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Fetch } from './fetch-json.ts';
import { createKeyCache, type KeyCacheObserver, type KeyCacheOptions } from './keys/key-cache.ts';
import { loadKeySet, type KeySetOutcome, type VerificationKey } from './keys/key-set.ts';
import type { Principal } from './principal.ts';
import { readBearer } from './token/bearer.ts';
import { readClaims, type ANY_AUDIENCE } from './token/claims.ts';
import { readKid } from './token/header.ts';
import { createTokenCache, type CachedToken } from './token/token-cache.ts';

export interface VerifierOptions {
  /** Exact value of `iss`. */
  readonly issuer: string;
  /** Exact member of `aud`. */
  readonly audience: string | typeof ANY_AUDIENCE;
  /** Address of the key set; configured apart from the issuer, which may be out of reach from inside. */
  readonly jwksUrl: string;
  /** How far clocks may differ. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** Default 2,000. */
  readonly fetchTimeoutMillis?: number;
  /** Bound of the cache of verified tokens; 0 switches it off. Default 10,000. */
  readonly maxCachedTokens?: number;
  readonly keyCache?: Partial<KeyCacheOptions>;
  readonly observer?: KeyCacheObserver;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Replaces the fetch over HTTP where the keys are at hand, as in the issuer itself. */
  readonly loadKeys?: () => Promise<KeySetOutcome>;
}

export interface Verifier {
  /** Judges the value or values of the Authorization header. Problems: `unauthenticated`, `keys-unavailable`. */
  verify(authorization: string | readonly string[] | undefined): Promise<Result<Principal>>;
  /** Drops a token from the cache of verified ones, by its `jti`. */
  forget(tokenId: string): void;
  /** Whether there are keys to judge with. */
  ready(): boolean;
  /** Fetches the keys and then keeps them fresh; resolves after the first attempt, whether or not it succeeded. */
  start(): Promise<void>;
  stop(): void;
}

export const DEFAULT_KEY_CACHE: KeyCacheOptions = {
  maxAgeMillis: 60_000,
  maxStaleMillis: 24 * 3_600_000,
  unknownKidCooldownMillis: 5_000,
  failureBackoff: DEFAULT_BACKOFF,
};

/** Verifies access tokens (RFC 9068) against the cached keys of one issuer. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { clock = systemClock, clockToleranceSeconds = 5 } = options;
  const { fetch = globalThis.fetch, jwksUrl, fetchTimeoutMillis = 2_000 } = options;
  const load = options.loadKeys ?? (() => loadKeySet(fetch, jwksUrl, fetchTimeoutMillis));
  const keys = createKeyCache(
    { load, clock, observer: options.observer ?? {}, random: options.random ?? Math.random },
    { ...DEFAULT_KEY_CACHE, ...options.keyCache },
  );
  const tokens = createTokenCache(options.maxCachedTokens ?? 10_000);

  /** A step of the clock or a change of the key set must not let an old verdict stand. */
  const stillHolds = ({ principal, validFrom, kid, key }: CachedToken) =>
    clock.now() < principal.expiresAt &&
    validFrom - clockToleranceSeconds * 1000 <= clock.now() &&
    keys.peek(kid) === key;

  async function judge(token: string, kid: string, key: VerificationKey): Promise<Result<Principal>> {
    const payload = await openSigned(token, key.key);
    if (payload === undefined) return invalidToken('The signature of the token is not valid');
    const { issuer, audience } = options;
    const claims = readClaims(payload, { issuer, audience, clockToleranceSeconds, now: clock.now() });
    if (!claims.ok) return claims;
    tokens.put(token, { ...claims.value, kid, key });
    return ok(claims.value.principal);
  }

  return {
    async verify(authorization) {
      const token = readBearer(authorization);
      if (!token.ok) return token;
      const cached = tokens.get(token.value);
      if (cached && stillHolds(cached)) return ok(cached.principal);
      const kid = readKid(token.value);
      if (!kid.ok) return kid;
      const found = await keys.lookup(kid.value);
      if (found.kind === 'unavailable') return keysUnavailable(found.retryAfterSeconds);
      if (found.kind === 'unknown') return invalidToken('The token is signed with an unknown key');
      return judge(token.value, kid.value, found.key);
    },
    forget: (tokenId) => tokens.forget(tokenId),
    ready: () => keys.ready(),
    start: () => keys.start(),
    stop: () => keys.stop(),
  };
}

/** The payload of a token whose signature holds, else undefined. */
async function openSigned(token: string, key: CryptoKey): Promise<Record<string, unknown> | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['ES256'] });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
