import { ProblemError, type Result } from '@slipway/service-problem';
import type { Request, RequestHandler, Response } from 'express';
import { invalidToken, missingToken, twoMethods } from './challenge.ts';
import { requireScope, type Principal } from './principal.ts';
import type { Verifier } from './verifier.ts';

/** What `authenticate` leaves in `res.locals`. */
export interface AuthLocals {
  principal?: Principal;
}

/** Headers by which a mesh or a proxy vouches for a caller. None of ours speaks for anybody: the token does. */
const SPOOFABLE = ['x-client-id', 'x-forwarded-client-cert'];

/** Verifies the caller's token and puts the principal in `res.locals.principal`. */
export const authenticate =
  (verifier: Pick<Verifier, 'verify'>): RequestHandler =>
  async (req, res, next) => {
    for (const name of SPOOFABLE) delete req.headers[name];
    const result = await judge(verifier, req);
    if (!result.ok) return next(new ProblemError(result.problem));
    (res.locals as AuthLocals).principal = result.value;
    next();
  };

async function judge(verifier: Pick<Verifier, 'verify'>, req: Request): Promise<Result<Principal>> {
  // `headers.authorization` would hide a second header: Node keeps the first and drops the rest in silence.
  const headers = req.headersDistinct.authorization;
  if (!hasQueryToken(req.url)) return verifier.verify(headers);
  // A token in an address ends up in logs and histories, so RFC 9700 forbids it even where it is valid.
  return headers ? twoMethods() : invalidToken('An access token in the address is not accepted');
}

const hasQueryToken = (url: string) => new URLSearchParams(url.split('?')[1] ?? '').has('access_token');

/** Lets a call through when the principal has at least one of the scopes that the request needs. */
export const authorize =
  (scopesFor: (req: Request) => readonly string[]): RequestHandler =>
  (req, res, next) => {
    const allowed = requireScope(principalOf(res), scopesFor(req));
    next(allowed.ok ? undefined : new ProblemError(allowed.problem));
  };

/** The verified caller; a route that was mounted without `authenticate` answers 401 instead of serving anybody. */
export function principalOf(res: Response): Principal {
  const { principal } = res.locals as AuthLocals;
  if (!principal) throw new ProblemError(missingToken().problem);
  return principal;
}
