import type { Outcome } from '../outcome.ts';

/** The value of an outcome that a test counts on. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.failure.messages.join('\n'));
}
