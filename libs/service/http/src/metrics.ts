import { setImmediate } from 'node:timers/promises';
import { Router, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { allowOnly } from './guard.ts';

/** `/metrics` in Prometheus' text format, behind the guards given. */
export function metricsRoute(registry: Registry, ...guards: readonly RequestHandler[]): Router {
  const render = shared(() => registry.metrics());
  const router = Router();
  router
    .route('/metrics')
    .get(...guards, async (_req, res) => {
      res.type(registry.contentType).send(await render());
    })
    .all(allowOnly('GET'));
  return router;
}

/** Those who ask before it begins get one result: a client that sends hundreds of requests at once costs one rendering. */
function shared<T>(render: () => Promise<T>): () => Promise<T> {
  let waiting: Promise<T> | undefined;
  return () =>
    (waiting ??= setImmediate().then(() => {
      waiting = undefined;
      return render();
    }));
}
