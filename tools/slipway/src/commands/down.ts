import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { downCompose } from '../compose/down-compose.ts';
import { CommandError } from '../exit.ts';
import { allGone, clearLeftovers, signalProcess } from '../run-state/clear-leftovers.ts';
import { readLiveRun, readRun } from '../run-state/run-file.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';

/** Longer than any stop takes in which every service uses up its drain time. */
const PATIENCE_MILLIS = 120_000;

export function addDown(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('down')
    .description('Stop the stack: drain, stop each service, and clear what a crash left')
    .addOption(substrateOption())
    .option('--volumes', 'with Compose: remove secrets, keys and clients as well')
    .addHelpText('after', examples('down', 'down --substrate compose --volumes'))
    .action(async ({ substrate, volumes = false }: SubstrateOption & { readonly volumes?: boolean }) => {
      if (substrate === 'compose') return downCompose(workspace, { volumes }, (line) => terminal.say(line));
      const run = readLiveRun(workspace.runFile);
      if (run !== undefined) {
        terminal.say('Stopping: requests under way are finished first …');
        signalProcess(run.pid, 'SIGTERM');
        if (!(await allGone([run], systemClock, PATIENCE_MILLIS)))
          throw new CommandError(
            'failed',
            `The supervisor (pid ${run.pid}) does not stop: kill -9 ${run.pid}, then ./slipway down`,
          );
        return terminal.say('Stopped');
      }
      if (readRun(workspace.runFile) === undefined) return terminal.say('Nothing is running');
      const left = await clearLeftovers(workspace.runFile, systemClock);
      terminal.say(`The supervisor had died: cleared its record and stopped ${left} services that were left`);
    });
}
