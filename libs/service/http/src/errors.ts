import {
  problem,
  ProblemError,
  statusOf,
  toOipBody,
  toProblemDetails,
  type Problem,
} from '@slipway/service-problem';
import type { Logger } from '@slipway/service-telemetry';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { requestContext } from './context.ts';

/** Turns whatever reached the end of the chain into the one kind of answer that its path promises. */
export function writeErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const found = toProblem(error);
    const context = requestContext(res);
    context.logFields['error.code'] = found.code;
    if (found.code === 'internal')
      logger.error({ err: error, 'trace.id': context.traceId }, 'unexpected error');
    if (res.headersSent) return void res.destroy();
    writeProblem(req, res, found);
  };
}

/** `{"error": …}` under /v2, as the Open Inference Protocol has it; problem details (RFC 9457) elsewhere. */
export function writeProblem(req: Request, res: Response, value: Problem): void {
  const retryAfter = value.retryAfterSeconds ?? (statusOf(value) === 503 ? 1 : undefined);
  if (retryAfter !== undefined) res.setHeader('retry-after', Math.max(1, Math.ceil(retryAfter)));
  for (const [name, text] of Object.entries(value.headers ?? {})) res.setHeader(name, text);
  res.status(statusOf(value));
  if (/^\/v2(\/|\?|$)/.test(req.originalUrl)) return void res.json(toOipBody(value));
  res.type('application/problem+json').json(toProblemDetails(value, requestContext(res).traceId));
}

/** Errors of Express as problems of ours; what nobody expected is a defect. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const { message } = (error ?? {}) as { message?: string };
  if (error instanceof URIError || /decode param/.test(message ?? ''))
    return problem('malformed-http', 'The path has an invalid percent-encoding');
  return problem('internal', 'Something went wrong here: report it with the trace id');
}
