export { backoffMillis, type Backoff } from './backoff.ts';
export { invalidToken } from './challenge.ts';
export { systemClock, type Clock } from './clock.ts';
export { authenticate, authorize, principalOf, type AuthLocals } from './express.ts';
export type { Fetch } from './fetch-json.ts';
export {
  createAuthGuard,
  isLoopback,
  type AuthGuard,
  type AuthGuardOptions,
  type AuthGuardResult,
} from './guard.ts';
export type { KeyCacheObserver, KeyCacheOptions, RefreshOutcome } from './keys/key-cache.ts';
export { observeKeys } from './keys/observe-keys.ts';
export { parseKeySet, type KeySetFailure, type KeySetOutcome } from './keys/key-set.ts';
export { anonymous, requireScope, type Principal } from './principal.ts';
export { audienceOf, verifierSettings, type VerifierConfig } from './settings.ts';
export { ANY_AUDIENCE } from './token/claims.ts';
export { createVerifier, DEFAULT_KEY_CACHE, type Verifier, type VerifierOptions } from './verifier.ts';
