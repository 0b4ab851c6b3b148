import type { AuthGuard } from '@slipway/auth-verifier';
import type { Connections } from '@slipway/inference-client';
import { accessRules, oipRoutes, type InferenceService } from '@slipway/inference-rest';
import {
  closeWhenDraining,
  guardHttp,
  healthRoutes,
  limitDuration,
  metricsRoute,
  notFound,
  observeRequests,
  shedLoad,
  writeErrors,
} from '@slipway/service-http';
import type { Readiness } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import express, { type Express, type RequestHandler } from 'express';
import { authRoutes, MAX_OPEN_REQUESTS } from './auth-proxy.ts';
import { limitRate } from './rate-limit.ts';
import type { GatewayConfig } from './settings.ts';

export interface GatewayApp {
  readonly config: GatewayConfig;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  readonly guard: AuthGuard;
  readonly service: InferenceService;
  /** Connections to the token service; absent where there is none. */
  readonly auth?: Connections;
}

/** Everything that the gateway answers, in the order in which a request meets it. */
export function createGatewayApp({
  config,
  telemetry,
  readiness,
  guard,
  service,
  auth,
}: GatewayApp): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const perClient = { ...guard, authenticate: both(guard.authenticate, limitRate(config)) };

  app.use(observeRequests(telemetry));
  app.use(guardHttp());
  app.use(closeWhenDraining(readiness));
  app.use(healthRoutes(readiness));
  app.use(metricsRoute(telemetry.metrics, ...accessRules(guard).metrics));
  app.use(limitDuration(config));
  if (auth) app.use(['/oauth2', '/.well-known'], shedLoad({ maxRequestsInFlight: MAX_OPEN_REQUESTS }));
  if (auth) app.use(authRoutes(auth, telemetry.tracing));
  app.use(shedLoad(config));
  app.use('/v2', oipRoutes(service, perClient, config));
  app.use(notFound());
  app.use(writeErrors(telemetry.logger));
  return app;
}

const both =
  (first: RequestHandler, second: RequestHandler): RequestHandler =>
  (req, res, next) =>
    first(req, res, (error?: unknown) => (error ? next(error) : second(req, res, next)));
