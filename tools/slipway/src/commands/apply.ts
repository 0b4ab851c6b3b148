import type { Command } from 'commander';
import { deliver, tellDelivered } from '../kubernetes/deliver.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { renderOverlay } from '../kubernetes/render-overlay.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { withDelivery, type DeliveryOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export function addApply(program: Command, workspace: Workspace, terminal: Terminal): void {
  withDelivery(program.command('apply'))
    .description('Bring an overlay into the cluster, wait until all of it is ready, and record the release')
    .addHelpText('after', examples('apply --overlay dev', 'apply --overlay production --context prod --yes'))
    .action(async (options: DeliveryOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, options.context, async (cluster) => {
        const rendered = await renderOverlay(workspace, options.overlay, signal);
        const delivered = await deliver({ ...options, workspace, terminal, cluster, signal, rendered });
        tellDelivered({ ...options, terminal }, delivered);
      });
    });
}
