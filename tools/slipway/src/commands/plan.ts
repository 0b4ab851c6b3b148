import type { Command } from 'commander';
import { changesOf, formatPlan } from '@slipway/deploy-plan';
import { findImageObstacles } from '../kubernetes/check-images.ts';
import { planDelivery } from '../kubernetes/plan-delivery.ts';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { renderOverlay } from '../kubernetes/render-overlay.ts';
import { findSecrets } from '../kubernetes/required-secrets.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { withOverlay, type OverlayOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

interface PlanOptions extends OverlayOptions {
  readonly forceConflicts?: boolean;
}

export function addPlan(program: Command, workspace: Workspace, terminal: Terminal): void {
  withOverlay(program.command('plan'))
    .description('Show what apply would change in the cluster; writes nothing')
    .option('--force-conflicts', 'as apply would with it')
    .addHelpText('after', examples('plan --overlay dev', 'plan --overlay production --json'))
    .action(async ({ overlay, context, json, forceConflicts = false }: PlanOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, context, async (cluster) => {
        const { manifests, namespace, lock } = await renderOverlay(workspace, overlay, signal);
        const options = { namespace, manifests, forceConflicts, signal };
        const { plan, warnings } = await planDelivery(cluster, options);
        const { missing } = await findSecrets(cluster, options);
        const obstacles = [...findImageObstacles({ manifests, lock }), ...missing];
        for (const warning of warnings) terminal.say(`warning: ${warning}`);
        for (const obstacle of obstacles) terminal.say(`apply would end here: ${obstacle}`);
        terminal.print(
          json
            ? toJson({ overlay, namespace, changes: changesOf(plan).length, obstacles, ...plan })
            : formatPlan(plan),
        );
      });
    });
}
