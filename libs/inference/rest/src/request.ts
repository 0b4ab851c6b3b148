import { ProblemError, type Result } from '@slipway/service-problem';
import type { Request } from 'express';
import type { ModelReference } from './service.ts';

/** The model that a path names. */
export function modelOf({ params }: Request): ModelReference {
  return {
    name: String(params.model),
    version: params.version === undefined ? undefined : String(params.version),
  };
}

/** Hands an expected failure to the one error writer. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}
