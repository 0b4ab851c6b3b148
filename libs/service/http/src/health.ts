import type { Readiness } from '@slipway/service-lifecycle';
import { Router } from 'express';
import { allowOnly } from './guard.ts';

/** `/livez` and `/readyz` for platforms; open, and never behind anything that can be slow. */
export function healthRoutes(readiness: Readiness): Router {
  const router = Router();
  router
    .route('/livez')
    .get((_req, res) => void res.json({ live: true }))
    .all(allowOnly('GET'));
  router
    .route('/readyz')
    .get((_req, res) => {
      const ready = readiness.ready();
      res.status(ready ? 200 : 503).json({ ready, missing: readiness.missing() });
    })
    .all(allowOnly('GET'));
  return router;
}
