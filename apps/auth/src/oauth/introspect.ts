import type { RequestHandler } from 'express';
import { decodeJwt } from 'jose';
import type { Authenticator } from '../clients/authenticator.ts';
import { authenticateClient } from './client-credentials.ts';
import type { Issuer } from './issuer.ts';
import { OAuthError } from './oauth-error.ts';

interface Dependencies {
  readonly authenticator: Authenticator;
  readonly issuer: Pick<Issuer, 'verify'>;
}

/** The `token` parameter of an introspection or revocation request. */
export function requireToken(body: unknown): string {
  const { token } = (body ?? {}) as Record<string, unknown>;
  if (typeof token === 'string' && token !== '') return token;
  throw new OAuthError(400, 'invalid_request', { detail: 'exactly one token parameter is required' });
}

/** Token introspection (RFC 7662): every registered client may ask about a token that it holds. */
export function introspect({ authenticator, issuer }: Dependencies): RequestHandler {
  return async (req, res) => {
    await authenticateClient(authenticator, req);
    const token = requireToken(req.body);
    const verified = await issuer.verify(token);
    res.set('cache-control', 'no-store').json(verified.ok ? describeToken(token) : { active: false });
  };
}

function describeToken(token: string) {
  const { iss, aud, sub, client_id, scope, exp, iat, jti } = decodeJwt(token);
  return { active: true, token_type: 'Bearer', ...{ iss, aud, sub, client_id, scope, exp, iat, jti } };
}
