import { systemClock, type Cluster } from '@slipway/deploy-cluster';
import {
  changesOf,
  formatPlan,
  latestRelease,
  summaryOf,
  type PlannedAction,
  type ReleaseRecord,
  type ReleaseSummary,
} from '@slipway/deploy-plan';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { applyRelease, type ApplyRelease } from './apply-release.ts';
import { requireLockedImages } from './check-images.ts';
import { confirm } from './confirm.ts';
import { awaitReady } from './await-ready.ts';
import { createLiveLine } from './live-line.ts';
import { planDelivery, type DeliveryPlan } from './plan-delivery.ts';
import type { Rendered } from './render-overlay.ts';
import { requireSecrets } from './required-secrets.ts';

export interface Deliver {
  readonly workspace: Workspace;
  readonly terminal: Terminal;
  readonly cluster: Cluster;
  readonly rendered: Rendered;
  readonly overlay: string;
  readonly rollbackOf?: number;
  readonly publicKey?: string;
  readonly forceConflicts?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly signal: AbortSignal;
  readonly beforeStep?: ApplyRelease['beforeStep'];
}

/** What `apply`, `rollback` and `promote` come to. */
export interface Delivered {
  readonly release: ReleaseSummary;
  /** Empty where all was as wanted already. */
  readonly actions: readonly PlannedAction[];
}

/** Judges, plans and applies what was rendered; where nothing is to be done, nothing is written. */
export async function deliver(options: Deliver): Promise<Delivered> {
  const { workspace, terminal, cluster, rendered, overlay, signal, yes = false } = options;
  const { namespace, manifests, lock } = rendered;
  const say = (line: string) => terminal.say(line);
  const { forceConflicts = false } = options;

  const images = await requireLockedImages(workspace, { ...options, manifests, lock, say });
  const secrets = await requireSecrets(cluster, { namespace, manifests, signal });
  const planned = await planDelivery(cluster, { namespace, manifests, forceConflicts, signal });
  for (const warning of planned.warnings) say(`warning: ${warning}`);
  const live = createLiveLine(process.stderr);
  const current = findCurrent(planned);
  if (current !== undefined) {
    // It may still be on its way: that is waited for, and nothing is written.
    const timeoutMillis = options.timeout * 1000;
    await awaitReady(
      cluster,
      { namespace, timeoutMillis, clock: systemClock, say, signal, ...(live && { live }) },
      manifests,
    );
    say('Nothing to do');
    return { release: summaryOf(current), actions: [] };
  }
  say(formatPlan(planned.plan));
  await confirm(`Apply this to ${namespace} in ${cluster.context} (${cluster.server})?`, { yes });
  const release = await applyRelease(cluster, {
    ...{ overlay, namespace, manifests, images, secrets, forceConflicts, say, signal },
    digest: planned.digest,
    timeoutMillis: options.timeout * 1000,
    clock: systemClock,
    ...(live && { live }),
    ...(lock && { lockRevision: lock.revision }),
    ...(options.rollbackOf !== undefined && { rollbackOf: options.rollbackOf }),
    ...(options.beforeStep && { beforeStep: options.beforeStep }),
  });
  return { release: summaryOf(release), actions: changesOf(planned.plan) };
}

/** The document of `--json`, or a line. */
export function tellDelivered(
  { terminal, overlay, json = false }: Pick<Deliver, 'terminal' | 'overlay' | 'json'>,
  { release, actions }: Delivered,
  more: object = {},
): void {
  if (json) return terminal.print(toJson({ release, changes: actions.length, actions, ...more }));
  const changed = actions.length === 1 ? '1 object' : `${actions.length} objects`;
  const what = actions.length === 0 ? 'runs already' : `is applied: ${changed} changed`;
  terminal.print(`Release ${release.number} of ${overlay} ${what}, all workloads ready`);
}

/** The last release, if it is what is wanted and what is there. */
function findCurrent({ plan, releases, digest }: DeliveryPlan): ReleaseRecord | undefined {
  const latest = latestRelease(releases);
  if (latest === undefined || latest.status === 'failed' || latest.digest !== digest) return undefined;
  return changesOf(plan).length > 0 ? undefined : latest;
}
