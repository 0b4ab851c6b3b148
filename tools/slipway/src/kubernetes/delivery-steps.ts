import {
  describeConflict,
  forgetReleases,
  lookUp,
  makeSecrets,
  readInventory,
  writeInventory,
  writeLockedImages,
  writeRelease,
  type Cluster,
} from '@slipway/deploy-cluster';
import {
  isWithin,
  isWorkload,
  lockedReferences,
  nameOf,
  prunable,
  refOf,
  releasesToForget,
  wavesOf,
  type Manifest,
  type Wave,
} from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import type { ApplyRelease, Delivery } from './apply-release.ts';
import { awaitReady } from './await-ready.ts';
import { mustReplace, removeJob } from './replace-job.ts';

export interface Step {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** The steps of an apply under the lease, in their order. */
export function deliverySteps(delivery: Delivery): readonly Step[] {
  const others = delivery.manifests.filter(({ kind }) => kind !== 'Namespace');
  return [
    { name: 'secrets', run: () => completeSecrets(delivery) },
    // Before the first pod of this release, and with those of the kept ones: old pods may have to start again.
    { name: 'locked-images', run: () => lockImages(delivery) },
    // Before the first object, so that what is made can be pruned whenever this ends.
    { name: 'inventory', run: () => extendInventory(delivery) },
    ...wavesOf(others).flatMap((wave) => waveSteps(delivery, wave)),
    { name: 'prune', run: () => prune(delivery) },
    { name: 'record', run: () => record(delivery) },
  ];
}

/** The lease lives in the namespace, so this comes before it. */
export async function applyNamespaces(
  cluster: Cluster,
  { manifests, ...options }: ApplyRelease,
): Promise<void> {
  for (const manifest of manifests.filter(({ kind }) => kind === 'Namespace')) {
    const live = await cluster.get(refOf(manifest), options.signal);
    if (live === undefined || !isWithin(manifest, live)) await applyOne(cluster, manifest, options);
  }
}

async function completeSecrets({ cluster, namespace, secrets, say, signal }: Delivery): Promise<void> {
  for (const name of await makeSecrets(cluster, namespace, { ...secrets, signal }))
    say(`Secret ${name} made`);
}

const lockImages = ({ cluster, namespace, releases, record, signal }: Delivery): Promise<void> =>
  writeLockedImages(cluster, namespace, { references: lockedReferences([...releases, record]), signal });

async function extendInventory({ cluster, namespace, manifests, signal }: Delivery): Promise<void> {
  const before = await readInventory(cluster, namespace, signal);
  await writeInventory(cluster, namespace, { objects: [...before, ...manifests.map(refOf)], signal });
}

function waveSteps(delivery: Delivery, { name, manifests }: Wave): readonly Step[] {
  const apply = async () => {
    for (const manifest of manifests) await applyOne(delivery.cluster, manifest, delivery);
  };
  const workloads = manifests.filter(isWorkload);
  return [
    { name: `apply ${name}`, run: apply },
    ...(workloads.length > 0
      ? [{ name: `wait for ${name}`, run: () => awaitReady(delivery.cluster, delivery, workloads) }]
      : []),
  ];
}

async function applyOne(
  cluster: Cluster,
  manifest: Manifest,
  options: Pick<ApplyRelease, 'forceConflicts' | 'clock' | 'signal'>,
): Promise<void> {
  const { forceConflicts: force, signal } = options;
  const apply = () => cluster.apply(manifest, { force, signal });
  const outcome = await apply().catch(async (error: unknown) => {
    if (!mustReplace(manifest, error)) throw error;
    await removeJob(cluster, manifest, options);
    return apply();
  });
  if (!outcome.ok) throw new CommandError('conflict', outcome.conflicts.map(describeConflict));
}

async function prune({ cluster, namespace, manifests, say, signal }: Delivery): Promise<void> {
  const gone = prunable(await readInventory(cluster, namespace, signal), manifests);
  for (const ref of gone) {
    const live = await lookUp(cluster, ref, signal);
    const uid = live?.metadata.uid;
    // Only the very object that was seen: one that somebody has made anew since is theirs.
    if (typeof uid === 'string' && (await cluster.delete(ref, { uid, signal })) === 'deleted')
      say(`${nameOf(ref)} deleted`);
  }
  await writeInventory(cluster, namespace, { objects: manifests.map(refOf), signal });
}

async function record({ cluster, namespace, releases, record, say, signal }: Delivery): Promise<void> {
  await writeRelease(cluster, namespace, { record, signal });
  const numbers = releasesToForget([...releases, record]).map(({ number }) => number);
  await forgetReleases(cluster, namespace, { numbers, signal });
  say(`Release ${record.number} recorded`);
}
