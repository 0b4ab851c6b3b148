import { ok, type Result } from '@slipway/service-problem';
import { insufficientScope } from './challenge.ts';

/** Who calls, as a verified access token says. */
export interface Principal {
  readonly clientId: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** `jti` of the token. */
  readonly tokenId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The caller must have at least one of these scopes. */
export const requireScope = (principal: Principal, anyOf: readonly string[]): Result<Principal> =>
  anyOf.some((scope) => principal.scopes.has(scope)) ? ok(principal) : insufficientScope(anyOf);

class EveryScope extends Set<string> {
  override has(): boolean {
    return true;
  }
}

/** Stands in for a caller where authentication is switched off. */
export const anonymous: Principal = {
  clientId: 'anonymous',
  subject: 'anonymous',
  scopes: new EveryScope(),
  tokenId: 'none',
  expiresAt: Number.MAX_SAFE_INTEGER,
};
