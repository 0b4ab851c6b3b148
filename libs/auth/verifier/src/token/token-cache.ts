import { createHash } from 'node:crypto';
import type { VerificationKey } from '../keys/key-set.ts';
import type { VerifiedClaims } from './claims.ts';

export interface CachedToken extends VerifiedClaims {
  readonly kid: string;
  readonly key: VerificationKey;
}

export interface TokenCache {
  get(token: string): CachedToken | undefined;
  put(token: string, verified: CachedToken): void;
  /** Drops the tokens with this `jti`. */
  forget(tokenId: string): void;
  readonly size: number;
}

/** Verified tokens by their SHA-256, so that memory holds no usable token; the least recently used one goes first. */
export function createTokenCache(maxTokens: number): TokenCache {
  const entries = new Map<string, CachedToken>();
  const digest = (token: string) => createHash('sha256').update(token).digest('base64url');

  return {
    get(token) {
      const key = digest(token);
      const entry = entries.get(key);
      if (entry) {
        entries.delete(key); // a Map keeps the order of insertion: put it last
        entries.set(key, entry);
      }
      return entry;
    },
    put(token, verified) {
      if (maxTokens <= 0) return;
      entries.set(digest(token), verified);
      const oldest = entries.keys().next().value;
      if (entries.size > maxTokens && oldest !== undefined) entries.delete(oldest);
    },
    forget(tokenId) {
      for (const [key, { principal }] of entries) if (principal.tokenId === tokenId) entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
