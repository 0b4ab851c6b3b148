import { deadline, requestContext } from '@slipway/service-http';
import { ProblemError, type Result } from '@slipway/service-problem';
import type { Request, Response } from 'express';
import type { ModelReference, RequestScope } from './service.ts';

/** The model that a path names. */
export function modelOf({ params }: Request): ModelReference {
  return {
    name: String(params.model),
    version: params.version === undefined ? undefined : String(params.version),
  };
}

/** What the work for a request may use of it. */
export function scopeOf(res: Response): RequestScope {
  const { signal, remainingMillis } = deadline(res);
  const { trace, requestId } = requestContext(res);
  return { signal, remainingMillis, trace, requestId };
}

/** Hands an expected failure to the one error writer. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}
