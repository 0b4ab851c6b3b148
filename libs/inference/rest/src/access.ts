import { principalOf, type AuthGuard } from '@slipway/auth-verifier';
import { requestContext } from '@slipway/service-http';
import type { RequestHandler } from 'express';

export type Guard = Pick<AuthGuard, 'authenticate' | 'authorize'>;

/** Who may call what; `docs/reference/access.md` shows the same table, and a test holds them equal cell by cell. */
export function accessRules({ authenticate, authorize }: Guard) {
  const known: RequestHandler[] = [authenticate, logClient];
  const scoped = (scopes: (model: string) => readonly string[]): RequestHandler[] => [
    ...known,
    authorize((req) => scopes(String(req.params.model))),
  ];
  return {
    /** Any valid token. */
    anyClient: known,
    /** Infer, metadata, readiness and configuration of one model. */
    model: scoped((model) => ['infer', `infer:${model}`]),
    /** Statistics of one model. */
    modelStatistics: scoped((model) => ['infer', `infer:${model}`, 'metrics:read']),
    /** Statistics of all models, and Prometheus' metrics. */
    metrics: scoped(() => ['metrics:read']),
    /** The model repository. */
    repository: scoped(() => ['models:admin']),
  };
}

/** The access line says who called. */
const logClient: RequestHandler = (_req, res, next) => {
  requestContext(res).logFields['user.id'] = principalOf(res).clientId;
  next();
};
