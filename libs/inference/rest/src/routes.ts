import { acceptJson, allowOnly, readBody, type BodyLimits } from '@slipway/service-http';
import { Router, type RequestHandler } from 'express';
import { accessRules, type Guard } from './access.ts';
import { inferHandler } from './infer.ts';
import { modelOf, scopeOf, valueOf } from './request.ts';
import type { InferenceService } from './service.ts';

/** The Open Inference Protocol's REST endpoints under `/v2`. */
export function oipRoutes(service: InferenceService, guard: Guard, limits: BodyLimits): Router {
  const router = Router({ caseSensitive: true });
  const access = accessRules(guard);
  const get = (paths: readonly string[], ...handlers: readonly RequestHandler[]) => {
    for (const path of paths)
      router
        .route(path)
        .get(named(path), ...handlers)
        .all(named(path), allowOnly('GET'));
  };
  const post = (paths: readonly string[], ...handlers: readonly RequestHandler[]) => {
    for (const path of paths)
      router
        .route(path)
        .post(named(path), ...handlers)
        .all(named(path), allowOnly('POST'));
  };
  const ofModel = (suffix: string) => [
    `/models/:model${suffix}`,
    `/models/:model/versions/:version${suffix}`,
  ];

  router.use(acceptJson());
  get(['/health/live'], (_req, res) => void res.json({ live: true }));
  get(['/health/ready'], (_req, res) => {
    const ready = service.ready();
    res.status(ready ? 200 : 503).json({ ready });
  });
  get(['/'], ...access.anyClient, (_req, res) => {
    const { name, version, extensions } = service;
    res.json({ name, version, extensions });
  });
  get(['/models'], ...access.anyClient, (_req, res) => void res.json({ models: service.models() }));
  get(['/models/stats'], ...access.metrics, async (_req, res) => {
    res.json({ model_stats: valueOf(await service.allStatistics(scopeOf(res))) });
  });
  get(ofModel('/stats'), ...access.modelStatistics, async (req, res) => {
    res.json({ model_stats: valueOf(await service.statistics(modelOf(req), scopeOf(res))) });
  });
  get(ofModel('/ready'), ...access.model, async (req, res) => {
    const ready = valueOf(await service.modelReady(modelOf(req), scopeOf(res)));
    res.status(ready ? 200 : 503).json({ name: modelOf(req).name, ready });
  });
  get(ofModel('/config'), ...access.model, async (req, res) => {
    res.json(valueOf(await service.config(modelOf(req), scopeOf(res))));
  });
  get(ofModel(''), ...access.model, async (req, res) => {
    res.json(valueOf(await service.metadata(modelOf(req), scopeOf(res))));
  });
  post(ofModel('/infer'), ...access.model, ...readBody(limits), inferHandler(service, limits));
  return router;
}

/** Names the route for metrics and traces before anything can fail. */
const named =
  (path: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = `/v2${path === '/' ? '' : path}`;
    next();
  };
