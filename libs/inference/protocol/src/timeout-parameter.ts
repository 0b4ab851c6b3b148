import { fail, ok, type Result } from '@slipway/service-problem';
import type { Parameters } from './types.ts';

/**
 * Reads Triton's request parameter `timeout`, in microseconds, as milliseconds, rounded up.
 *
 * Undefined where it is absent or 0, which is Triton's "no timeout". Problems: `invalid-request`.
 */
export function parseTimeoutParameter(parameters: Parameters | undefined): Result<number | undefined> {
  const micros = parameters?.timeout;
  if (micros === undefined || micros === 0) return ok(undefined);
  if (typeof micros !== 'number' || !Number.isSafeInteger(micros) || micros < 0)
    return fail('invalid-request', 'parameter timeout must be a non-negative integer: microseconds');
  return ok(Math.ceil(micros / 1000));
}
