import type { Command } from 'commander';
import { readReleases } from '@slipway/deploy-cluster';
import { createLock } from '@slipway/deploy-lock';
import { chooseRollback } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import { deliver, tellDelivered } from '../kubernetes/deliver.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';
import { withDelivery, type DeliveryOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface RollbackOptions extends DeliveryOptions {
  readonly to?: number;
}

export function addRollback(program: Command, workspace: Workspace, terminal: Terminal): void {
  withDelivery(program.command('rollback'))
    .description('Go back to the last verified release, by digest, and record that as a release of its own')
    .option(
      '--to <release>',
      'to this release instead, verified or not',
      integerArgument(1, Number.MAX_SAFE_INTEGER),
    )
    .addHelpText('after', examples('rollback --overlay production', 'rollback --overlay dev --to 3'))
    .action(async (options: RollbackOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, options.context, async (cluster) => {
        const namespace = await overlayNamespace(workspace, options.overlay, signal);
        const choice = chooseRollback(await readReleases(cluster, namespace, signal), options.to);
        if (!choice.ok) throw new CommandError('failed', `No way back in ${namespace}: ${choice.error}`);
        const { number, manifests, images, lockRevision: revision = 'unknown' } = choice.release;
        terminal.say(`Going back to release ${number} of ${choice.release.createdAt}`);
        // Judged by the entries of the lock that it came from, which the record keeps with their signatures.
        const lock = createLock(revision, images);
        const rendered = { namespace, manifests, lock };
        const delivered = await deliver({
          ...{ ...options, workspace, terminal, cluster, signal, rendered },
          rollbackOf: number,
        });
        tellDelivered({ ...options, terminal }, delivered);
      });
    });
}
