import { CommandError, exitCodes, type ExitReason } from '../exit.ts';
import { messageOf } from '../supervisor/log-lines.ts';
import { indent } from '../supervisor/service-event.ts';
import { describeExit } from '../supervisor/service-process.ts';
import type { StackOutcome } from '../supervisor/stack.ts';

/** Exit codes of services that said themselves, in lines that begin with their name, what is wrong and how to mend it. */
const explained: readonly ExitReason[] = ['unavailable', 'config'];

/** Why the stack cannot start: a service's own line where it has one, else its last words. */
export function startFailure({ service, cause }: StackOutcome & { readonly kind: 'failed' }): CommandError {
  const reason = explained.find(
    (candidate) => exitCodes[candidate].code === cause.exit.code && !cause.isSlow,
  );
  const own = cause.lastLines.map(messageOf).filter((line) => line.startsWith(`${service}: `));
  if (reason !== undefined && own.length > 0) return new CommandError(reason, own);
  const how = cause.isSlow ? 'was not ready in time' : `ended at its start (${describeExit(cause.exit)})`;
  return new CommandError(reason ?? 'failed', [
    `${service} ${how}; its last words (all: ./slipway logs ${service}):`,
    ...indent(cause.lastLines),
  ]);
}
