import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';
import { takeOver } from './take-over.ts';

/** What the cluster's admission policy lets into a namespace: see k8s/cluster/locked-images.yaml. */
export async function writeLockedImages(
  cluster: Cluster,
  namespace: string,
  { references, signal }: { readonly references: readonly string[]; readonly signal?: AbortSignal },
): Promise<void> {
  const fields = { data: { images: `${[...references].sort().join('\n')}\n` } };
  await takeOver(cluster, ownObject({ kind: 'ConfigMap', namespace, name: 'locked-images', fields }), signal);
}
