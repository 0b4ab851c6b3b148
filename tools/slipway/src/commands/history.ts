import type { Command } from 'commander';
import { readReleases } from '@slipway/deploy-cluster';
import { summaryOf, type ReleaseSummary } from '@slipway/deploy-plan';
import { withCluster } from '../kubernetes/reach-cluster.ts';
import { overlayNamespace } from '../kubernetes/overlay-namespace.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { examples } from './examples.ts';
import { formatTable } from './format-table.ts';
import { withOverlay, type OverlayOptions } from './overlay-options.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export function addHistory(program: Command, workspace: Workspace, terminal: Terminal): void {
  withOverlay(program.command('history'))
    .description('List the releases that the cluster remembers, the latest first')
    .addHelpText('after', examples('history --overlay dev', 'history --overlay production --json'))
    .action(async ({ overlay, context, json }: OverlayOptions) => {
      const signal = stopOnSignals();
      await withCluster(workspace, context, async (cluster) => {
        const namespace = await overlayNamespace(workspace, overlay, signal);
        const records = await readReleases(cluster, namespace, signal);
        const releases = records.map(summaryOf).sort((a, b) => b.number - a.number);
        terminal.print(json ? toJson({ overlay, namespace, releases }) : describeHistory(releases));
      });
    });
}

const describeHistory = (releases: readonly ReleaseSummary[]): string =>
  releases.length === 0
    ? 'Nothing has been released here yet'
    : formatTable(['RELEASE', 'STATUS', 'WHEN', 'BY', 'LOCK', 'NOTE'], releases.map(rowOf));

const rowOf = (release: ReleaseSummary): readonly string[] => [
  String(release.number),
  release.status,
  release.createdAt,
  release.createdBy,
  release.lockRevision?.slice(0, 12) ?? '',
  release.reason?.[0] ?? (release.rollbackOf === undefined ? '' : `back to ${release.rollbackOf}`),
];
