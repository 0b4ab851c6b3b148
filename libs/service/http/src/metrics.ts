import { Router, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { allowOnly } from './guard.ts';

/** `/metrics` in Prometheus' text format, behind the guards given. */
export function metricsRoute(registry: Registry, ...guards: readonly RequestHandler[]): Router {
  const router = Router();
  router
    .route('/metrics')
    .get(...guards, async (_req, res) => {
      res.type(registry.contentType).send(await registry.metrics());
    })
    .all(allowOnly('GET'));
  return router;
}
