import type { Failure, Outcome } from '@slipway/deploy-images';
import { CommandError, type ExitReason } from '../exit.ts';

const reasons: Readonly<Record<Failure['kind'], ExitReason>> = {
  unavailable: 'unavailable',
  refused: 'refused',
  'no-database': 'noDatabase',
  invalid: 'config',
  aborted: 'failed',
  failed: 'failed',
};

/** The value of a step; a failure ends the command with the step's own lines. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new CommandError(reasons[outcome.failure.kind], outcome.failure.messages);
}
