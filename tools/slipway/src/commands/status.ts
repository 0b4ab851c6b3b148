import type { Command } from 'commander';
import { notRunning } from '../stack/process-stack.ts';
import { describeOverlayStatus } from '../kubernetes/describe-status.ts';
import { readOverlayStatus } from '../kubernetes/overlay-status.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { CommandError } from '../exit.ts';
import { substrateOption, type SubstrateOption } from '../stack/substrate.ts';
import { notRunningInContainers } from '../compose/compose-stack.ts';
import { readComposeStatus } from '../compose/compose-status.ts';
import { readStatus, type StackStatus } from '../client/stack-status.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { formatTable } from './format-table.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface StatusOptions extends SubstrateOption {
  readonly json?: boolean;
  readonly overlay?: string;
  readonly context?: string;
}

export function addStatus(program: Command, workspace: Workspace, terminal: Terminal): void {
  program
    .command('status')
    .description('Show each service (url, state, pid, restarts, version) and its models (version, digest)')
    .option('--json', 'print one JSON document')
    .addOption(substrateOption())
    .option(
      '--overlay <name>',
      'of Kubernetes instead: release, workloads and drift of this one of k8s/overlays',
    )
    .option('--context <name>', "with --overlay: instead of the kubeconfig's current context")
    .addHelpText('after', examples('status', 'status --json', 'status --overlay dev'))
    .action(async ({ json, substrate, overlay, context }: StatusOptions) => {
      if (overlay !== undefined) return showOverlay(workspace, { json, overlay, context }, terminal);
      const isCompose = substrate === 'compose';
      const status = await (isCompose ? readComposeStatus(workspace) : readStatus(workspace));
      if (json) terminal.print(toJson(status));
      else if (status.running) terminal.print(describeStatus(status));
      if (!status.running) throw isCompose ? notRunningInContainers() : notRunning(status.died);
    });
}

async function showOverlay(
  workspace: Workspace,
  {
    json,
    overlay,
    context,
  }: { readonly json?: boolean; readonly overlay: string; readonly context?: string },
  terminal: Terminal,
): Promise<void> {
  const signal = stopOnSignals();
  await withCluster(workspace, context, async (cluster) => {
    const namespace = await overlayNamespace(workspace, overlay, signal);
    const status = await readOverlayStatus(cluster, { overlay, namespace, signal });
    if (json) terminal.print(toJson(status));
    else if (status.running) terminal.print(describeOverlayStatus(status));
    if (!status.running)
      throw new CommandError(
        'unavailable',
        `Nothing has been released to ${namespace} in ${cluster.context}: run ./slipway apply --overlay ${overlay}`,
      );
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
