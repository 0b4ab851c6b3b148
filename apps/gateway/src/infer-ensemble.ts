import { aggregate, planFanOut, toInferResponse, type MemberOutcome } from '@slipway/inference-ensemble';
import type { InferenceClient } from '@slipway/inference-client';
import { validateRequest, type InferRequest, type InferResponse } from '@slipway/inference-protocol';
import type { InferContext } from '@slipway/inference-rest';
import { ok, problem, ProblemError, type Result } from '@slipway/service-problem';
import type { Ensemble } from './ensembles.ts';

/** Kept back from the deadline, so that a partial answer still reaches a caller who waits no longer than it said. */
const reserveMillis = (remaining: number): number => Math.min(50, remaining * 0.1);

/** Asks all members at once under one deadline and makes one answer of theirs. */
export async function inferEnsemble(
  { definition }: Ensemble,
  request: InferRequest,
  context: InferContext,
  clientOf: (model: string) => InferenceClient,
): Promise<Result<InferResponse>> {
  const valid = validateRequest(request, definition, definition.name);
  if (!valid.ok) return valid;
  const remaining = Math.min(context.remainingMillis(), definition.deadlineMillis ?? Infinity);
  const branches = startDeadline(context.signal, remaining - reserveMillis(remaining));
  try {
    const outcomes = await Promise.all(
      planFanOut(definition, valid.value).map(async (call): Promise<MemberOutcome> => {
        const startedAt = performance.now();
        const result = await clientOf(call.model).infer(call, { ...context, ...branches });
        const durationMillis = performance.now() - startedAt;
        return result.ok
          ? { model: call.model, ok: true, response: result.value, durationMillis }
          : { model: call.model, ok: false, problem: result.problem, durationMillis };
      }),
    );
    const result = aggregate(definition, valid.value, outcomes);
    return result.ok ? ok(toInferResponse(definition, valid.value, result.value)) : result;
  } finally {
    branches.end();
  }
}

/** A deadline within another: over when either is, and its timer ends with the work. */
function startDeadline(outer: AbortSignal, millis: number) {
  const controller = new AbortController();
  const expiresAt = performance.now() + millis;
  const timer = setTimeout(() => {
    controller.abort(
      new ProblemError(problem('deadline-exceeded', `No answer within ${Math.round(millis)} ms`)),
    );
  }, millis);
  const follow = () => controller.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    remainingMillis: () => Math.max(0, expiresAt - performance.now()),
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', follow);
    },
  };
}
