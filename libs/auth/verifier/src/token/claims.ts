import { ok, type Result } from '@slipway/service-problem';
import { invalidToken } from '../challenge.ts';
import type { Principal } from '../principal.ts';

/** For the issuer itself, which must judge tokens for every service: no setting can say this by mistake. */
export const ANY_AUDIENCE = Symbol('any audience');

export interface Expectations {
  readonly issuer: string;
  readonly audience: string | typeof ANY_AUDIENCE;
  readonly clockToleranceSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface VerifiedClaims {
  readonly principal: Principal;
  /** Milliseconds since 1970, from `nbf` and `iat`. */
  readonly validFrom: number;
}

/** Judges the claims of a token whose signature holds (RFC 9068). */
export function readClaims(
  claims: Readonly<Record<string, unknown>>,
  expected: Expectations,
): Result<VerifiedClaims> {
  const { iss, aud, exp, iat, nbf = iat, client_id: clientId, sub, jti, scope = '' } = claims;
  if (iss !== expected.issuer) return invalidToken('The token is from another issuer');
  if (!isFor(aud, expected.audience)) return invalidToken('The token is for another service');
  if (!isTime(exp) || !isTime(iat) || !isTime(nbf)) return invalidToken('The token lacks a valid time');
  if (![clientId, sub, jti].every(isName) || typeof scope !== 'string')
    return invalidToken('The token lacks a claim');

  const tolerance = expected.clockToleranceSeconds * 1000;
  const validFrom = Math.max(iat, nbf) * 1000;
  if (exp * 1000 + tolerance <= expected.now) return invalidToken('The token has expired');
  if (validFrom - tolerance > expected.now) return invalidToken('The token is not valid yet');
  return ok({
    validFrom,
    principal: {
      clientId: clientId as string,
      subject: sub as string,
      scopes: new Set(scope.split(' ').filter((name) => name !== '')),
      tokenId: jti as string,
      expiresAt: exp * 1000,
    },
  });
}

const isFor = (aud: unknown, expected: Expectations['audience']) =>
  expected === ANY_AUDIENCE || (Array.isArray(aud) ? aud : [aud]).includes(expected);

/** Finite, since JSON.parse makes Infinity of 1e400. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isName = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= 256;
