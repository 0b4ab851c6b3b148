import { statusOf, type Result } from '@slipway/service-problem';

/** How a request ended, as metrics count it. */
export type Outcome = 'success' | 'rejected' | 'cancelled' | 'failed';

export function outcomeOf(answer: Result<unknown>): Outcome {
  if (answer.ok) return 'success';
  if (answer.problem.code === 'client-closed' || answer.problem.code === 'deadline-exceeded')
    return 'cancelled';
  return statusOf(answer.problem) < 500 ? 'rejected' : 'failed';
}
