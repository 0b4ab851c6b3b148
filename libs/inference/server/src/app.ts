import type { AuthGuard } from '@slipway/auth-verifier';
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
  type DeadlineConfig,
  type HttpConfig,
} from '@slipway/service-http';
import type { Readiness } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import express, { type Express } from 'express';

export interface ModelServerApp {
  readonly config: HttpConfig & DeadlineConfig;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  readonly guard: AuthGuard;
  readonly service: InferenceService;
}

/** Everything that a model server answers, in the order in which a request meets it. */
export function createModelServerApp({
  config,
  telemetry,
  readiness,
  guard,
  service,
}: ModelServerApp): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');

  app.use(observeRequests(telemetry));
  app.use(guardHttp());
  app.use(closeWhenDraining(readiness));
  app.use(healthRoutes(readiness));
  app.use(metricsRoute(telemetry.metrics, ...accessRules(guard).metrics));
  app.use(shedLoad(config));
  app.use(limitDuration(config));
  app.use('/v2', oipRoutes(service, guard, config));
  app.use(notFound());
  app.use(writeErrors(telemetry.logger));
  return app;
}
