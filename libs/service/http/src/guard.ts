import { problem, ProblemError } from '@slipway/service-problem';
import type { RequestHandler } from 'express';

/** Refuses what Node's parser lets through but no service of ours means to serve. */
export function guardHttp(): RequestHandler {
  return (req, _res, next) => {
    const refuse = (...args: Parameters<typeof problem>) => next(new ProblemError(problem(...args)));
    if (!req.headers.host) return refuse('malformed-http', 'The Host header is missing');
    // Node keeps the first in silence, while a proxy may have gone by the other (RFC 9112 section 3.2).
    if (req.headersDistinct.host?.length !== 1) return refuse('malformed-http', 'There are two Host headers');
    const coding = req.headers['transfer-encoding'];
    // Node hands the inner coding on undecoded, so its bytes would be taken for the body.
    if (coding !== undefined && coding.toLowerCase() !== 'chunked')
      return refuse('not-implemented', 'The only known Transfer-Encoding is chunked');
    if ((req.headers.expect ?? CONTINUE).toLowerCase() !== CONTINUE)
      return refuse('expectation-failed', `Only Expect: ${CONTINUE} is known`);
    next();
  };
}

/** The only expectation of RFC 9110, which Node itself meets. */
const CONTINUE = '100-continue';

/** Refuses a request whose Accept header excludes JSON. */
export function acceptJson(): RequestHandler {
  return (req, _res, next) =>
    req.accepts('application/json')
      ? next()
      : next(new ProblemError(problem('not-acceptable', 'Answers are application/json: accept it')));
}

/** Answers 405 with `Allow` for methods that a known route does not have; goes behind the route's handlers. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  const allow = methods.includes('GET') ? [...methods, 'HEAD'].join(', ') : methods.join(', ');
  return (req, _res, next) =>
    next(
      new ProblemError(
        problem('method-not-allowed', `${req.method} is not allowed here: use ${allow}`, {
          headers: { Allow: allow },
        }),
      ),
    );
}

/** Goes last, before the error writer. */
export function notFound(): RequestHandler {
  return (_req, _res, next) => next(new ProblemError(problem('not-found', 'There is nothing at this path')));
}
