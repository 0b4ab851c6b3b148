import type { Manifest } from '@slipway/deploy-plan';

/**
 * Each object of these lists once, as it would be in another namespace, in batches that hold no name twice. Numbers of
 * node ports are left out, since a cluster has each of them only once.
 */
export function distinctObjects(
  lists: readonly (readonly Manifest[])[],
  namespace: string,
): readonly (readonly Manifest[])[] {
  const seen = new Set<string>();
  const batches: Map<string, Manifest>[] = [];
  for (const manifest of lists.flat()) {
    if (manifest.metadata.namespace === undefined) continue;
    const moved = inNamespace(manifest, namespace);
    const text = JSON.stringify(moved);
    if (seen.has(text)) continue;
    seen.add(text);
    const key = `${moved.apiVersion} ${moved.kind} ${moved.metadata.name}`;
    const batch = batches.find((one) => !one.has(key)) ?? batches[batches.push(new Map()) - 1]!;
    batch.set(key, moved);
  }
  return batches.map((batch) => [...batch.values()]);
}

const inNamespace = (manifest: Manifest, namespace: string): Manifest =>
  JSON.parse(
    JSON.stringify({ ...manifest, metadata: { ...manifest.metadata, namespace } }, (field, value: unknown) =>
      field === 'nodePort' ? undefined : value,
    ),
  ) as Manifest;
