import { keyOf, textOf, type ObjectRef } from '@slipway/deploy-plan';
import { z } from 'zod';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';
import { takeOver } from './take-over.ts';

const NAME = 'slipway-inventory';

const inventory = z.array(
  z.object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().exactOptional(),
    name: z.string(),
  }),
);

/** Every object that applies have made and not pruned since. */
export async function readInventory(
  cluster: Cluster,
  namespace: string,
  signal?: AbortSignal,
): Promise<readonly ObjectRef[]> {
  const found = await cluster.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: NAME }, signal);
  if (found === undefined) return [];
  try {
    return inventory.parse(JSON.parse(textOf(found, 'data', 'objects') ?? ''));
  } catch (error) {
    throw new ClusterError(
      'config',
      `ConfigMap ${NAME} in ${namespace} is not as an apply wrote it: restore it, or delete it and prune by hand what is no longer wanted`,
      error,
    );
  }
}

export async function writeInventory(
  cluster: Cluster,
  namespace: string,
  { objects, signal }: { readonly objects: readonly ObjectRef[]; readonly signal?: AbortSignal },
): Promise<void> {
  const unique = [...new Map(objects.map((ref) => [keyOf(ref), ref])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const fields = { data: { objects: JSON.stringify(unique.map(([, ref]) => ref)) } };
  await takeOver(cluster, ownObject({ kind: 'ConfigMap', namespace, name: NAME, fields }), signal);
}
