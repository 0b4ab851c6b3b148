import type { RequestHandler } from 'express';
import type { Authenticator } from '../clients/authenticator.ts';
import type { AuthStore } from '../store/auth-store.ts';
import { authenticateClient } from './client-credentials.ts';
import { requireToken } from './introspect.ts';
import type { Issuer } from './issuer.ts';
import { OAuthError } from './oauth-error.ts';

interface Dependencies {
  readonly authenticator: Authenticator;
  readonly issuer: Pick<Issuer, 'verify'>;
  readonly store: Pick<AuthStore, 'denyToken'>;
}

/** A verifier may still accept a token for its clock tolerance after `exp`. */
const TOLERANCE_MILLIS = 60_000;

/**
 * Token revocation (RFC 7009). Bites at introspection at once; a service that verifies by key accepts the token until
 * `exp`, as docs say.
 */
export function revoke({ authenticator, issuer, store }: Dependencies): RequestHandler {
  return async (req, res) => {
    const client = await authenticateClient(authenticator, req);
    const verified = await issuer.verify(requireToken(req.body));
    // An invalid token needs no revocation: section 2.2 wants 200.
    if (verified.ok) {
      const { clientId, tokenId, expiresAt } = verified.value;
      if (clientId !== client.id)
        throw new OAuthError(400, 'unauthorized_client', {
          detail: 'the token was issued to another client',
        });
      await store.denyToken(tokenId, expiresAt + TOLERANCE_MILLIS);
    }
    res.set('cache-control', 'no-store').status(200).end();
  };
}
