import {
  describeConflict,
  findPresent,
  observe,
  readInventory,
  readReleases,
  type Cluster,
} from '@slipway/deploy-cluster';
import {
  manifestsDigest,
  planRelease,
  prunable,
  type Manifest,
  type ReleasePlan,
  type ReleaseRecord,
} from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';

export interface PlanDelivery {
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
  readonly forceConflicts: boolean;
  readonly signal: AbortSignal;
}

export interface DeliveryPlan {
  readonly plan: ReleasePlan;
  /** Releases that are kept, in no order. */
  readonly releases: readonly ReleaseRecord[];
  /** Of the wanted manifests. */
  readonly digest: string;
  readonly warnings: readonly string[];
}

/** What an apply would do, and everything that stands against it; reads only. */
export async function planDelivery(cluster: Cluster, options: PlanDelivery): Promise<DeliveryPlan> {
  const { namespace, manifests, forceConflicts: force, signal } = options;
  const { observed, conflicts, refusals, warnings } = await observe(cluster, manifests, { force, signal });
  if (refusals.length > 0) throw new CommandError('refused', refusals);
  if (conflicts.length > 0) throw new CommandError('conflict', conflicts.map(describeConflict));
  const inventory = await readInventory(cluster, namespace, signal);
  const present = await findPresent(cluster, prunable(inventory, manifests), signal);
  return {
    plan: planRelease({ desired: manifests, observed, inventory, present }),
    releases: await readReleases(cluster, namespace, signal),
    digest: manifestsDigest(manifests),
    warnings,
  };
}
