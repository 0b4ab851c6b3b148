import { requestRows, type InferRequest, type Tensor } from '@slipway/inference-protocol';
import { ok, type Problem, type Result } from '@slipway/service-problem';
import { checkOutcomes } from './check-outcomes.ts';
import { combiners } from './combine.ts';
import type { EnsembleDefinition } from './definition.ts';
import type { Answer, CheckedOutcome, Contribution, Failure, MemberOutcome } from './outcome.ts';
import { quorumProblem } from './quorum-problem.ts';

export interface EnsembleResult {
  /** The combined outputs that the request asks for, in its order. */
  readonly outputs: readonly Tensor[];
  /** Whether a member is missing from the answer. */
  readonly partial: boolean;
  /** One for each member, in the order of the definition. */
  readonly members: readonly MemberResult[];
}

export interface MemberResult {
  readonly model: string;
  readonly version?: string;
  readonly ok: boolean;
  /**
   * Its part in this answer, from 0 to 1, the mean over rows and outputs; 0 for a member that failed.
   *
   * For `mean` 1 / answers, for `weighted-mean` its weight among those that answered, for `max-confidence` the fraction of
   * rows taken from it: these sum to 1. For `majority-vote` the fraction of rows in which it voted for the winner.
   */
  readonly share: number;
  readonly durationMillis: number;
  readonly problem?: Problem;
  /** What it contributed, under the names of the ensemble's outputs. */
  readonly outputs?: readonly Tensor[];
}

/**
 * Makes one answer of the members' outcomes. The result does not depend on the order in which they came.
 *
 * Problems, where fewer than the quorum answered: see `quorumProblem`.
 */
export function aggregate(
  definition: EnsembleDefinition,
  request: InferRequest,
  outcomes: readonly MemberOutcome[],
): Result<EnsembleResult> {
  const checked = checkOutcomes(definition, request, outcomes);
  const answers = checked.filter((outcome): outcome is Answer => outcome.ok);
  const failures = checked.filter((outcome): outcome is Failure => !outcome.ok);
  if (answers.length < definition.quorum) return { ok: false, problem: quorumProblem(definition, failures) };
  const { outputs, shares } = combineAnswers(definition, request, answers);
  const shareOf = new Map(answers.map(({ model }, index) => [model, shares[index] ?? 0]));
  const members = checked.map((outcome) => toMemberResult(outcome, shareOf.get(outcome.model) ?? 0));
  return ok({ outputs, partial: failures.length > 0, members });
}

function combineAnswers({ strategy }: EnsembleDefinition, request: InferRequest, answers: readonly Answer[]) {
  const rows = requestRows(request);
  const first = answers[0]?.contributions ?? [];
  const combined = first.map(({ name, datatype, shape }, index) => {
    const members = answers.map(({ contributions, weight }) => ({
      data: (contributions[index] as Contribution).data,
      weight,
    }));
    const classes = shape[1] ?? 1;
    const into = datatype === 'FP64' ? new Float64Array(rows * classes) : new Float32Array(rows * classes);
    const shares = combiners[strategy]({ rows, classes, members, into });
    return { tensor: { name, datatype, shape, data: into }, shares };
  });
  const meanShare = (member: number) =>
    combined.reduce((sum, { shares }) => sum + (shares[member] ?? 0), 0) / combined.length;
  return {
    outputs: combined.map(({ tensor }) => tensor),
    shares: answers.map((_, member) => meanShare(member)),
  };
}

function toMemberResult(outcome: CheckedOutcome, share: number): MemberResult {
  const { model, version, durationMillis } = outcome;
  const member = { model, ...(version !== undefined && { version }), ok: outcome.ok, share, durationMillis };
  return outcome.ok ? { ...member, outputs: outcome.contributions } : { ...member, problem: outcome.problem };
}
