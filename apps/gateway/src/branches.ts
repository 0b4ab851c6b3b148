import type { RequestScope } from '@slipway/inference-rest';
import { problem, ProblemError } from '@slipway/service-problem';

/** Kept back from the deadline, so that a partial answer still reaches a caller who waits no longer than it said. */
const reserveMillis = (remaining: number): number => Math.min(50, remaining * 0.1);

/** Cancels what is left over, for instance when one branch has thrown. The call that asked is over: no fault of its service. */
const OVER = new ProblemError(problem('client-closed', 'Nobody waits for this call any more'));

/**
 * Does work in several branches within the time of a request, less a reserve: they are cancelled when that is over,
 * when the request is, and when the work has ended, however it did.
 */
export async function inBranches<T>(
  scope: RequestScope,
  limitMillis: number,
  work: (branches: RequestScope) => Promise<T>,
): Promise<T> {
  const whole = Math.min(scope.remainingMillis(), limitMillis);
  const millis = whole - reserveMillis(whole);
  const controller = new AbortController();
  const expiresAt = performance.now() + millis;
  const timer = setTimeout(() => {
    const detail = `No answer within ${Math.round(millis)} ms`;
    controller.abort(new ProblemError(problem('deadline-exceeded', detail)));
  }, millis);
  const follow = () => controller.abort(scope.signal.reason);
  if (scope.signal.aborted) follow();
  scope.signal.addEventListener('abort', follow, { once: true });
  const remainingMillis = () => Math.max(0, expiresAt - performance.now());
  try {
    return await work({ ...scope, signal: controller.signal, remainingMillis });
  } finally {
    clearTimeout(timer);
    scope.signal.removeEventListener('abort', follow);
    controller.abort(OVER);
  }
}
