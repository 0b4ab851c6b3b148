import type { RequestScope } from '@slipway/inference-rest';
import type { InferRequest, Tensor } from '@slipway/inference-protocol';
import { fail, ok, ProblemError, type Result } from '@slipway/service-problem';
import type { ServedModel } from './served-model.ts';

/** How a validated request is executed: at once, or in batches, or in a process of its own. */
export type Executor = (
  model: ServedModel,
  request: InferRequest,
  context: Pick<RequestScope, 'signal' | 'remainingMillis'>,
) => Promise<Result<readonly Tensor[]>>;

/** Executes in this process, one request an execution: fastest for models of microseconds, and blocks while it runs. */
export const executeInline: Executor = async (
  { model },
  { inputs, outputs = [] },
  { signal, remainingMillis },
) => {
  // An execution blocks the timers of the deadline too, so the clock is asked as well.
  const isOver = () => signal.aborted || remainingMillis() <= 0;
  if (isOver()) return refusal(signal);
  try {
    const names = outputs.map(({ name }) => name);
    const answer = await model.execute(inputs, names);
    // The caller has gone, or its deadline has passed, while this was computed.
    return isOver() ? refusal(signal) : ok(answer);
  } catch (error) {
    return fail('inference-failed', `The model failed on this input: ${(error as Error).message}`);
  }
};

const refusal = ({ reason }: AbortSignal): Result<never> =>
  reason instanceof ProblemError
    ? { ok: false, problem: reason.problem }
    : fail('deadline-exceeded', 'The request was cancelled');
