import { allowOnly, deadline, readBytes, requestContext } from '@slipway/service-http';
import { problem, ProblemError } from '@slipway/service-problem';
import type { Tracing } from '@slipway/service-telemetry';
import { Router, type Request, type RequestHandler } from 'express';
import {
  createRetryBudget,
  exchange,
  tryTwice,
  type Connections,
  type HttpCall,
} from '@slipway/inference-client';

/** A token request is a short form; anything longer is none. */
const MAX_FORM_BYTES = 64 * 1024;

/** Requests under way at once: these endpoints ask for no token, so they must not use up what callers with one need. */
export const MAX_OPEN_REQUESTS = 64;

const PASSED_ON = ['authorization', 'content-type', 'accept'] as const;
const PASSED_BACK = ['content-type', 'cache-control', 'www-authenticate', 'retry-after', 'pragma'] as const;

/** The public endpoints of the token service under the gateway's origin; what is not listed here stays inside. */
export function authRoutes(connections: Connections, tracing: Pick<Tracing, 'inject'>): Router {
  const router = Router({ caseSensitive: true });
  const get = [
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/.well-known/jwks.json',
    '/oauth2/jwks',
  ];
  const post = ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke'];
  const form = readBytes({
    maxBodyBytes: MAX_FORM_BYTES,
    maxBytesInFlight: MAX_FORM_BYTES * MAX_OPEN_REQUESTS,
  });
  const pass = passTo(connections, tracing);
  for (const path of get) router.route(path).get(pass).all(allowOnly('GET'));
  for (const path of post)
    router
      .route(path)
      .post(...form, pass)
      .all(allowOnly('POST'));
  return router;
}

function passTo({ pooled, fresh }: Connections, tracing: Pick<Tracing, 'inject'>): RequestHandler {
  const budget = createRetryBudget();
  return async (req, res) => {
    // Only the first would be passed on, in silence.
    if ((req.headersDistinct.authorization?.length ?? 0) > 1)
      throw new ProblemError(problem('invalid-request', 'There are two Authorization headers'));
    const { trace, requestId } = requestContext(res);
    const call: Omit<HttpCall, 'signal'> = {
      path: req.path,
      method: req.method === 'POST' ? 'POST' : 'GET',
      headers: { ...pick(req, PASSED_ON), 'x-request-id': requestId, ...tracing.inject(trace) },
      body: Buffer.isBuffer(req.body) ? req.body.toString('utf8') : undefined,
    };
    // All of these may be done twice: a second token harms nobody, and what is revoked stays so.
    const answer = await tryTwice(
      (how) => exchange(how.fresh ? fresh : pooled, { ...call, signal: how.signal }),
      { signal: deadline(res).signal, budget },
    );
    if (answer.ok) budget.earn();
    if (!answer.ok)
      throw new ProblemError(
        problem('unavailable', 'The token service cannot be reached', { retryAfterSeconds: 1 }),
      );
    const { status, headers, body } = answer.value;
    for (const name of PASSED_BACK) if (headers[name] !== undefined) res.setHeader(name, headers[name]);
    res.status(status).end(body);
  };
}

function pick({ headers }: Request, names: readonly (typeof PASSED_ON)[number][]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}
