import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from '../client/request.ts';
import { CommandError } from '../exit.ts';
import { readLiveRun, readRun, type RunState } from '../run-state/run-file.ts';
import type { Workspace } from '../workspace.ts';
import { noSecret } from './no-secret.ts';
import type { Stack } from './stack.ts';

/** The stack that runs as processes of this machine; ends the command with the fix where there is none. */
export function openProcessStack(workspace: Workspace): Stack {
  const run = readLiveRun(workspace.runFile);
  if (run === undefined) throw notRunning(readRun(workspace.runFile));
  return processStack(workspace, run);
}

/** The stack of a recorded run. */
export function processStack({ secretsDir }: Workspace, run: RunState): Stack {
  return {
    origin: run.origin,
    services: run.services,
    secretsDir,
    secretOf: async (client) => {
      try {
        return readFileSync(join(secretsDir, client), 'utf8').trim();
      } catch (error) {
        throw noSecret(client, (error as NodeJS.ErrnoException).code);
      }
    },
    ask: (service, path, options) => {
      const found = run.services.find(({ name }) => name === service);
      if (found === undefined) throw new CommandError('usage', `The running stack has no service ${service}`);
      return request(`${found.url}${path}`, { ...options, service });
    },
  };
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
