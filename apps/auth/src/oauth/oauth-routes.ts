import { allowOnly } from '@slipway/service-http';
import { Router, urlencoded, type RequestHandler } from 'express';
import type { Authenticator } from '../clients/authenticator.ts';
import type { AuthStore } from '../store/auth-store.ts';
import { describeServer, paths } from './discovery.ts';
import { introspect } from './introspect.ts';
import type { Issuer } from './issuer.ts';
import { OAuthError, writeOAuthErrors } from './oauth-error.ts';
import { revoke } from './revoke.ts';

export interface OAuthRoutes {
  readonly issuerUrl: string;
  readonly issuer: Issuer;
  readonly authenticator: Authenticator;
  readonly store: AuthStore;
}

/** How long a verifier may keep the key set; a new key is published longer than that before it signs. */
const KEY_SET_SECONDS = 60;
const DISCOVERY_SECONDS = 300;

/** The public endpoints, all that the gateway passes through. */
export function oauthRoutes(dependencies: OAuthRoutes): Router {
  const { issuer, issuerUrl } = dependencies;
  const router = Router({ caseSensitive: true, strict: true });
  const discovery = describeServer(issuerUrl);
  const cached = (seconds: number, body: () => unknown): RequestHandler => {
    return (_req, res) => void res.set('cache-control', `public, max-age=${seconds}`).json(body());
  };

  // One route a path, or they would share one label in the metrics.
  for (const path of paths.discovery)
    router
      .route(path)
      .get(cached(DISCOVERY_SECONDS, () => discovery))
      .all(allowOnly('GET'));
  for (const path of [paths.keySet, paths.wellKnownKeySet])
    router
      .route(path)
      .get(cached(KEY_SET_SECONDS, () => issuer.keySet()))
      .all(allowOnly('GET'));
  // The provider reads the body itself: no parser before it.
  router.route(paths.token).post(issuer.handleToken).all(allowOnly('POST'));
  router.route(paths.introspection).post(readForm, introspect(dependencies)).all(allowOnly('POST'));
  router.route(paths.revocation).post(readForm, revoke(dependencies)).all(allowOnly('POST'));
  router.use(writeOAuthErrors);
  return router;
}

const parseForm = urlencoded({ extended: false, limit: '32kb', inflate: false, parameterLimit: 20 });

const readForm: RequestHandler = (req, res, next) =>
  parseForm(req, res, (error?: unknown) =>
    next(
      error && new OAuthError(400, 'invalid_request', { detail: 'the body is no form of a reasonable size' }),
    ),
  );
