import { CommandError } from '../exit.ts';
import { readLiveRun, readRun, type RunningEntry, type RunState } from '../run-state/run-file.ts';
import type { Workspace } from '../workspace.ts';

/** The stack that runs; ends the command with the fix where there is none. */
export function requireRun({ runFile }: Workspace): RunState {
  const run = readLiveRun(runFile);
  if (run !== undefined) return run;
  throw notRunning(readRun(runFile));
}

/** The end of a command that needs a running stack; `record` is what a supervisor left that died. */
export const notRunning = (record: Pick<RunState, 'pid'> | undefined): CommandError =>
  new CommandError(
    'unavailable',
    record === undefined
      ? 'The stack is not running: start it with ./slipway up'
      : `The stack is not running: its supervisor died (pid ${record.pid}); ` +
          './slipway up clears what it left and starts anew, ./slipway down only clears',
  );

/** The entry of the service of a kind, which the run may lack when it was started with --only. */
export function requireKind(run: RunState, kind: RunningEntry['kind']): RunningEntry {
  const found = run.services.find((service) => service.kind === kind);
  if (found !== undefined) return found;
  throw new CommandError(
    'unavailable',
    `The running stack has no ${kind} service: ./slipway down, then ./slipway up`,
  );
}
