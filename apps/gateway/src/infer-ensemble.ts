import { aggregate, planFanOut, toInferResponse, type MemberOutcome } from '@slipway/inference-ensemble';
import type { InferenceClient } from '@slipway/inference-client';
import { validateRequest, type InferRequest, type InferResponse } from '@slipway/inference-protocol';
import type { RequestScope } from '@slipway/inference-rest';
import { ok, type Result } from '@slipway/service-problem';
import { inBranches } from './branches.ts';
import type { Ensemble } from './ensembles.ts';

/** Asks all members at once under one deadline and makes one answer of theirs. */
export async function inferEnsemble(
  { definition }: Ensemble,
  request: InferRequest,
  scope: RequestScope,
  clientOf: (model: string) => InferenceClient,
): Promise<Result<InferResponse>> {
  const valid = validateRequest(request, definition, definition.name);
  if (!valid.ok) return valid;
  const outcomes = await inBranches(scope, definition.deadlineMillis ?? Infinity, (branches) =>
    Promise.all(
      planFanOut(definition, valid.value).map(async (call): Promise<MemberOutcome> => {
        const startedAt = performance.now();
        const result = await clientOf(call.model).infer(call, branches);
        const durationMillis = performance.now() - startedAt;
        return result.ok
          ? { model: call.model, ok: true, response: result.value, durationMillis }
          : { model: call.model, ok: false, problem: result.problem, durationMillis };
      }),
    ),
  );
  const result = aggregate(definition, valid.value, outcomes);
  return result.ok ? ok(toInferResponse(definition, valid.value, result.value)) : result;
}
