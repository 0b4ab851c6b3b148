import type { Readiness } from '@slipway/service-lifecycle';
import { problem, ProblemError } from '@slipway/service-problem';
import type { RequestHandler } from 'express';

/** Sheds load above a number of requests under way: a fast 503 is better than a slow 200 for everyone. */
export function shedLoad({ maxRequestsInFlight }: { readonly maxRequestsInFlight: number }): RequestHandler {
  let inFlight = 0;
  return (_req, res, next) => {
    if (inFlight >= maxRequestsInFlight)
      return next(
        new ProblemError(problem('overloaded', 'Too many requests under way', { retryAfterSeconds: 1 })),
      );
    inFlight++;
    res.once('close', () => inFlight--);
    next();
  };
}

/** While draining, each answer tells its client to open the next connection elsewhere. */
export function closeWhenDraining(readiness: Readiness): RequestHandler {
  return (_req, res, next) => {
    if (readiness.draining()) res.setHeader('connection', 'close');
    next();
  };
}
