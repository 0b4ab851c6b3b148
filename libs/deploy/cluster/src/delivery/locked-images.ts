import type { Manifest } from '@slipway/deploy-plan';
import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';
import { takeOver } from './take-over.ts';

/** What the cluster's admission policy lets into a namespace: see k8s/cluster/locked-images.yaml. */
export const lockedImages = (namespace: string, references: readonly string[]): Manifest =>
  ownObject({
    kind: 'ConfigMap',
    namespace,
    name: 'locked-images',
    fields: { data: { images: `${[...references].sort().join('\n')}\n` } },
  });

export async function writeLockedImages(
  cluster: Cluster,
  namespace: string,
  { references, signal }: { readonly references: readonly string[]; readonly signal?: AbortSignal },
): Promise<void> {
  await takeOver(cluster, lockedImages(namespace, references), signal);
}
