import type { Manifest } from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';
import { describeConflict } from '../objects/field-conflict.ts';

/** Writes an object that is delivery's own, so that whoever else has edited it loses. */
export async function takeOver(
  cluster: Cluster,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<Manifest> {
  const outcome = await cluster.apply(manifest, { force: true, ...(signal && { signal }) });
  if (outcome.ok) return outcome.object;
  throw new ClusterError('conflict', outcome.conflicts.map(describeConflict));
}
