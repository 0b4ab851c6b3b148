import { existsSync, readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from '../exit.ts';
import { createLogFollower, readTail } from '../supervisor/read-log.ts';
import { logsCompose } from '../compose/logs-compose.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface LogsOptions extends SubstrateOption {
  readonly follow?: boolean;
  readonly tail: number;
}

export function addLogs(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('logs')
    .argument('[service]', 'only this one')
    .description('Print the logs of the services, as JSON lines')
    .option('-f, --follow', 'go on as lines come, until Ctrl-C')
    .option('--tail <n>', 'lines of each service to begin with', integerArgument(0, 1_000_000), 100)
    .addOption(substrateOption())
    .addHelpText('after', examples('logs', 'logs gateway -f', 'logs auth --tail 5'))
    .action(async (service: string | undefined, { follow, tail, substrate }: LogsOptions) => {
      if (substrate === 'compose')
        return logsCompose(workspace, { service, follow, tail, onLine: (line) => terminal.print(line) });
      const files = logFiles(workspace.logsDir, service);
      for (const file of files) for (const line of readTail(file, tail)) terminal.print(line);
      if (follow) await createLogFollower(files, (line) => terminal.print(line)).until(stopOnSignals());
    });
}

function logFiles(folder: string, service: string | undefined): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  const known = names.map((name) => name.slice(0, -'.log'.length)).sort();
  if (known.length === 0)
    throw new CommandError('unavailable', 'There are no logs yet: start the stack with ./slipway up');
  if (service !== undefined && !known.includes(service))
    throw new CommandError('usage', `There is no log of ${service}: there are ${known.join(', ')}`);
  // Not the supervisor's own unless asked for: it tells the terminal what it tells its log.
  const wanted = service === undefined ? known.filter((name) => name !== 'supervisor') : [service];
  return wanted.map((name) => `${folder}/${name}.log`);
}
