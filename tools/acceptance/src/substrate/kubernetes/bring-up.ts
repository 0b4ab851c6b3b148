import { awaitRollouts, describeConflict, systemClock, type Cluster } from '@slipway/deploy-cluster';
import { isWorkload, nameOf, orderManifests, refOf, type Manifest } from '@slipway/deploy-plan';
import { LONGEST_START_SECONDS } from './overlay.ts';

/** Applies everything: the database is ready before the services start, which then start all at once. */
export async function bringUp(
  cluster: Cluster,
  namespace: string,
  manifests: readonly Manifest[],
): Promise<void> {
  const ordered = orderManifests(manifests);
  const services = ordered.filter(({ kind }) => kind === 'Deployment');
  for (const wave of [ordered.filter((manifest) => !services.includes(manifest)), services]) {
    await Promise.all(wave.filter(({ kind }) => kind === 'Namespace').map((one) => apply(cluster, one)));
    await Promise.all(wave.filter(({ kind }) => kind !== 'Namespace').map((one) => apply(cluster, one)));
    const stalled = await awaitRollouts(cluster, {
      namespace,
      workloads: wave.filter(isWorkload).map(refOf),
      timeoutMillis: LONGEST_START_SECONDS * 1_000,
      clock: systemClock,
    });
    if (stalled.length > 0)
      throw new Error(
        stalled.map(({ workload, stall }) => [nameOf(workload), ...stall.lines].join('\n')).join('\n'),
      );
  }
}

async function apply(cluster: Cluster, manifest: Manifest): Promise<void> {
  const outcome = await cluster.apply(manifest);
  if (!outcome.ok) throw new Error(outcome.conflicts.map(describeConflict).join('\n'));
  if (outcome.warnings.length > 0)
    throw new Error(`${nameOf(refOf(manifest))}: ${outcome.warnings.join('; ')}`);
}
