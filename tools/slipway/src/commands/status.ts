import type { Command } from 'commander';
import { notRunning } from '../stack/process-stack.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import { notRunningInContainers } from '../compose/compose-stack.ts';
import { readComposeStatus } from '../compose/compose-status.ts';
import { readStatus, type StackStatus } from '../client/stack-status.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { formatTable } from './format-table.ts';

export function addStatus(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('status')
    .description('Show each service (url, state, pid, restarts, version) and its models (version, digest)')
    .option('--json', 'print one JSON document')
    .addOption(substrateOption())
    .addHelpText('after', examples('status', 'status --json'))
    .action(async ({ json, substrate }: { readonly json?: boolean } & SubstrateOption) => {
      const isCompose = substrate === 'compose';
      const status = await (isCompose ? readComposeStatus(workspace) : readStatus(workspace));
      if (json) terminal.print(toJson(status));
      else if (status.running) terminal.print(describeStatus(status));
      if (!status.running) throw isCompose ? notRunningInContainers() : notRunning(status.died);
    });
}

export function describeStatus({ services }: StackStatus): string {
  const rows = services.map((service) => [
    service.name,
    service.state,
    service.pid === undefined ? '' : String(service.pid),
    String(service.restarts),
    service.version,
    service.url,
  ]);
  const models = services.flatMap((service) =>
    service.models.map(({ name, version, digest }) => [service.name, name, version ?? '', digest ?? '']),
  );
  const table = formatTable(['SERVICE', 'STATE', 'PID', 'RESTARTS', 'VERSION', 'URL'], rows);
  return models.length === 0
    ? table
    : `${table}\n\n${formatTable(['SERVICE', 'MODEL', 'VERSION', 'DIGEST'], models)}`;
}
