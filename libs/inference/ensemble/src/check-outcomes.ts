import {
  elementCount,
  fitsShape,
  requestRows,
  type InferRequest,
  type InferResponse,
} from '@slipway/inference-protocol';
import { fail, ok, problem, type Result } from '@slipway/service-problem';
import type { EnsembleDefinition, EnsembleMember, EnsembleOutput } from './definition.ts';
import type { CheckedOutcome, Contribution, MemberOutcome } from './outcome.ts';
import { requestedOutputs } from './plan-fan-out.ts';

/**
 * One checked outcome for each member, in the order of the definition. A member whose answer does not fit has failed as
 * `bad-upstream`: a wrong shape or a NaN must not reach an average.
 */
export function checkOutcomes(
  definition: EnsembleDefinition,
  request: InferRequest,
  outcomes: readonly MemberOutcome[],
): CheckedOutcome[] {
  const byModel = new Map(outcomes.map((outcome) => [outcome.model, outcome]));
  const expected = expectedOutputs(definition, request);
  const checked: CheckedOutcome[] = [];
  for (const member of definition.members) {
    const first = checked.find((outcome) => outcome.ok);
    // Where the number of classes varies, the first answer settles it.
    const shapes = first?.contributions.map(({ shape }) => shape) ?? expected.map(({ shape }) => shape);
    const outputs = expected.map((output, index) => ({ ...output, shape: shapes[index] ?? output.shape }));
    checked.push(checkOutcome(member, byModel.get(member.model), outputs));
  }
  return checked;
}

function expectedOutputs(definition: EnsembleDefinition, request: InferRequest): EnsembleOutput[] {
  const rows = requestRows(request);
  return requestedOutputs(definition, request).map((output) => ({
    ...output,
    shape: [rows, ...output.shape.slice(1)],
  }));
}

function checkOutcome(
  { model, version, weight, outputs }: EnsembleMember,
  outcome: MemberOutcome | undefined,
  expected: readonly EnsembleOutput[],
): CheckedOutcome {
  const pinned = version !== undefined && { version };
  if (outcome === undefined)
    return {
      model,
      ...pinned,
      ok: false,
      problem: problem('internal', `"${model}" was not called`),
      durationMillis: 0,
    };
  const { durationMillis } = outcome;
  if (!outcome.ok) return { model, ...pinned, ok: false, problem: outcome.problem, durationMillis };
  const contributions = readContributions(outcome.response, outputs, expected);
  if (!contributions.ok)
    return { model, ...pinned, ok: false, problem: contributions.problem, durationMillis };
  const answered = outcome.response.modelVersion || version;
  const actual = answered !== undefined && { version: answered };
  return { model, ...actual, weight, ok: true, contributions: contributions.value, durationMillis };
}

function readContributions(
  response: InferResponse,
  sources: EnsembleMember['outputs'],
  expected: readonly EnsembleOutput[],
): Result<Contribution[]> {
  const contributions: Contribution[] = [];
  for (const output of expected) {
    const contribution = readContribution(response, sources[output.name]?.from, output);
    if (!contribution.ok) return contribution;
    contributions.push(contribution.value);
  }
  return ok(contributions);
}

function readContribution(
  response: InferResponse,
  from: string | undefined,
  { name, datatype, shape }: EnsembleOutput,
): Result<Contribution> {
  const tensor = response.outputs.find((output) => output.name === from);
  if (tensor === undefined) return fail('bad-upstream', `output "${from}" is missing`);
  if (tensor.datatype !== datatype)
    return fail('bad-upstream', `output "${from}": expected datatype ${datatype}, got ${tensor.datatype}`);
  const fits = fitsShape(tensor.shape, shape) && tensor.data.length === elementCount(tensor.shape);
  if (!fits)
    return fail('bad-upstream', `output "${from}": expected shape [${shape}], got [${tensor.shape}]`);
  const data = tensor.data as Contribution['data'];
  if (!data.every(Number.isFinite)) return fail('bad-upstream', `output "${from}" holds NaN or infinity`);
  return ok({ name, datatype, shape: tensor.shape, data });
}
