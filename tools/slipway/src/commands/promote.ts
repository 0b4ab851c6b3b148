import type { Command } from 'commander';
import type { ImagesLock } from '@slipway/deploy-lock';
import { CommandError } from '../exit.ts';
import { usedEntries } from '../kubernetes/check-images.ts';
import { deliver, tellDelivered } from '../kubernetes/deliver.ts';
import { describePromotion, promotedImages } from '../kubernetes/describe-promotion.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { renderOverlay, renderPromoted } from '../kubernetes/render-overlay.ts';
import { COMPOSE, requireStageBefore } from '../kubernetes/stage-order.ts';
import { imagesOfCompose, imagesOfOverlay } from '../kubernetes/stage-images.ts';
import type { Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { clusterOptions, deliveryOptions, type DeliveryOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface PromoteOptions extends Omit<DeliveryOptions, 'overlay'> {
  readonly from: string;
  readonly fromContext?: string;
  readonly to: string;
}

export function addPromote(program: Command, workspace: Workspace, terminal: Terminal): void {
  deliveryOptions(clusterOptions(program.command('promote')))
    .description('Bring the verified images of one stage to the next: the same digests, nothing rebuilt')
    .requiredOption('--from <stage>', 'compose, or one of k8s/overlays whose latest release is verified')
    .requiredOption('--to <name>', 'which of k8s/overlays')
    .option('--from-context <name>', 'where --from is, if it is not in the context of --to')
    .addHelpText(
      'after',
      examples(
        'promote --from compose --to dev',
        'promote --from staging --to production --from-context staging --context production',
      ),
    )
    .action(async ({ from, fromContext, to, ...options }: PromoteOptions) => {
      if (from === to) throw new CommandError('usage', `--from and --to are both ${to}: name two stages`);
      const signal = stopOnSignals();
      const { manifests } = await renderOverlay(workspace, to, signal);
      requireStageBefore(manifests, { from, to });
      const promoted = await imagesOfStage(workspace, {
        from,
        context: fromContext ?? options.context,
        signal,
      });
      const rendered = await renderPromoted(workspace, to, { promoted, signal });
      const images = promotedImages(usedEntries({ ...rendered, lock: promoted }));
      await withCluster(workspace, options.context, async (cluster) => {
        const target = { ...options, workspace, terminal, cluster, signal, rendered, overlay: to };
        const delivered = await deliver(target);
        if (!options.json) terminal.print(describePromotion(images));
        tellDelivered(target, delivered, { promoted: { from, to, images } });
      });
    });
}

interface StageQuestion {
  readonly from: string;
  readonly context: string | undefined;
  readonly signal: AbortSignal;
}

async function imagesOfStage(
  workspace: Workspace,
  { from, context, signal }: StageQuestion,
): Promise<ImagesLock> {
  if (from === COMPOSE) return imagesOfCompose(workspace);
  const namespace = await overlayNamespace(workspace, from, signal);
  return withCluster(workspace, context, (cluster) =>
    imagesOfOverlay(cluster, { overlay: from, namespace, signal }),
  );
}
