import { problem, type Problem, type ProblemCode } from '@slipway/service-problem';
import type { EnsembleDefinition } from './definition.ts';
import type { Failure } from './outcome.ts';

/** A member's refusal that is the caller's to mend. Its 401, 403 and 404 are ours: the gateway calls in its own name. */
const CALLER: readonly ProblemCode[] = ['invalid-tensor', 'invalid-request', 'payload-too-large'];
const WAITABLE: readonly ProblemCode[] = ['unavailable', 'overloaded', 'keys-unavailable', 'rate-limited'];

/**
 * Why too few members answered, as one problem; the first rule that holds:
 *
 * 1. The caller has left: `client-closed`.
 * 2. So many members refuse the request itself that no repetition could reach the quorum: the first refusal.
 * 3. A member missed the deadline: `deadline-exceeded` (504).
 * 4. A member is unavailable or sheds load: `unavailable` (503), after the longest of their waits, 1 s if none is said.
 * 5. Otherwise: `bad-upstream` (502).
 */
export function quorumProblem(
  { name, members, quorum }: EnsembleDefinition,
  failures: readonly Failure[],
): Problem {
  const having = (codes: readonly ProblemCode[]) =>
    failures.filter(({ problem: { code } }) => codes.includes(code));
  const answered = members.length - failures.length;
  const causes = failures
    .map(({ model, problem: { code, detail } }) => `${model}: ${code} (${detail})`)
    .join('; ');
  const detail = `ensemble "${name}" needs ${quorum} of its ${members.length} models, ${answered} answered: ${causes}`;
  if (having(['client-closed']).length > 0) return problem('client-closed', detail);
  const refusals = having(CALLER);
  const [refusal] = refusals;
  if (refusal !== undefined && members.length - refusals.length < quorum)
    return problem(refusal.problem.code, `model "${refusal.model}": ${refusal.problem.detail}`);
  if (having(['deadline-exceeded']).length > 0) return problem('deadline-exceeded', detail);
  const waits = having(WAITABLE).map((failure) => failure.problem.retryAfterSeconds ?? 1);
  if (waits.length > 0) return problem('unavailable', detail, { retryAfterSeconds: Math.max(...waits) });
  return problem('bad-upstream', detail);
}
