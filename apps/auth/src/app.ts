import { authenticate, authorize } from '@slipway/auth-verifier';
import {
  closeWhenDraining,
  guardHttp,
  healthRoutes,
  metricsRoute,
  notFound,
  observeRequests,
  shedLoad,
  writeErrors,
} from '@slipway/service-http';
import type { Readiness } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import express, { type Express } from 'express';
import { adminRoutes, type AdminRoutes } from './admin/admin-routes.ts';
import { oauthRoutes, type OAuthRoutes } from './oauth/oauth-routes.ts';
import type { AuthConfig } from './settings.ts';

export interface AuthApp extends OAuthRoutes, AdminRoutes {
  readonly config: Pick<AuthConfig, 'maxRequestsInFlight'>;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  readonly issuer: OAuthRoutes['issuer'];
}

/** Everything that the token service answers, in the order in which a request meets it. */
export function createAuthApp(dependencies: AuthApp): Express {
  const { config, telemetry, readiness, issuer } = dependencies;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const readMetrics = [authenticate({ verify: issuer.verifyObserver }), authorize(() => ['metrics:read'])];

  app.use(observeRequests(telemetry));
  app.use(guardHttp());
  app.use(closeWhenDraining(readiness));
  app.use(healthRoutes(readiness));
  app.use(metricsRoute(telemetry.metrics, ...readMetrics));
  app.use(shedLoad(config));
  app.use(oauthRoutes(dependencies));
  app.use(adminRoutes(dependencies));
  app.use(notFound());
  app.use(writeErrors(telemetry.logger));
  return app;
}
