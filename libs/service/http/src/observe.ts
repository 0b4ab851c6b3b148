import { randomUUID } from 'node:crypto';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { statusOf } from '@slipway/service-problem';
import type { Telemetry } from '@slipway/service-telemetry';
import type { Request, RequestHandler, Response } from 'express';
import type { RequestContext } from './context.ts';
import { requestDurations } from './request-durations.ts';

/** Ids from outside end up in logs and headers, so only short ones of a safe alphabet are taken. */
const SAFE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The server edge: one span, one histogram point and one access line for each request, whatever becomes of it. */
export function observeRequests({ logger, metrics, tracing }: Telemetry): RequestHandler {
  const durations = requestDurations(metrics);
  return (req, res, next) => {
    const startedAt = performance.now();
    const parent = tracing.extract(req.headers);
    const span = tracing.tracer.startSpan(req.method, { kind: SpanKind.SERVER }, parent);
    const context: RequestContext = {
      requestId: SAFE_ID.test(req.get('x-request-id') ?? '') ? req.get('x-request-id')! : randomUUID(),
      traceId: span.spanContext().traceId,
      span,
      trace: trace.setSpan(parent, span),
      logFields: {},
    };
    res.locals.request = context;
    res.setHeader('x-request-id', context.requestId);
    res.setHeader('x-trace-id', context.traceId);

    res.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const status = statusSent(res, context);
      const route = routeOf(req, res);
      durations.observe(
        { http_request_method: req.method, http_route: route, http_response_status_code: status },
        seconds,
      );
      endSpan(context, req, { route, status });
      logger.info({ ...accessFields(req, context, { status, seconds }), 'http.route': route }, 'request');
    });
    next();
  };
}

/** 499 where the client left before it had the answer. */
function statusSent(res: Response, { refused }: RequestContext): number {
  if (refused) return statusOf(refused);
  return res.writableFinished ? res.statusCode : 499;
}

/** The pattern that matched, never the path itself: labels must stay few. */
function routeOf(req: Request, res: Response): string {
  const pattern =
    (res.locals.route as string | undefined) ?? (req.route as { path?: string } | undefined)?.path;
  return typeof pattern === 'string' ? pattern : 'unmatched';
}

function endSpan(
  { span }: RequestContext,
  req: Request,
  { route, status }: { route: string; status: number },
): void {
  span.updateName(`${req.method} ${route}`);
  span.setAttributes({
    'http.request.method': req.method,
    'http.route': route,
    'http.response.status_code': status,
    'url.path': pathOf(req),
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function accessFields(
  req: Request,
  context: RequestContext,
  { status, seconds }: { status: number; seconds: number },
) {
  return {
    'http.request.method': req.method,
    'url.path': pathOf(req),
    'http.response.status_code': status,
    'http.request.id': context.requestId,
    'event.duration': Math.round(seconds * 1e9),
    'trace.id': context.traceId,
    'span.id': context.span.spanContext().spanId,
    ...context.logFields,
    // What the app said of it afterwards reached nobody.
    ...(context.refused && { 'error.code': context.refused.code }),
  };
}

/** Without the query: people put tokens there, however often they are told not to. */
const pathOf = (req: Request): string => (req.originalUrl.split('?', 1)[0] ?? '').slice(0, 256);
