import { problem, ProblemError, type ProblemCode, type Result } from '@slipway/service-problem';

/** Leaves a decoder from any depth; `attempt` at its edge turns it into a value. */
export function reject(code: ProblemCode, detail: string): never {
  throw new ProblemError(problem(code, detail));
}

/** Runs a decoder: what it rejects becomes a value, anything else is a defect and is thrown on. */
export function attempt<T>(decode: () => Result<T>): Result<T> {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}
