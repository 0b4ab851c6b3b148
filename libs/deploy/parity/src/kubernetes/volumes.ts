import { fieldOf, listOf, textOf } from '@slipway/deploy-plan';
import { mebibytes } from '../facts.ts';
import { parseQuantity } from './quantity.ts';
import type { Workload } from './workloads.ts';

/** Folders that the container can write to: in memory, for the life of a Pod, or kept. */
export function foldersOf({ container, podSpec, manifest }: Workload): Record<string, string> {
  const claims = listOf(manifest, 'spec', 'volumeClaimTemplates').map((claim) =>
    textOf(claim, 'metadata', 'name'),
  );
  return Object.fromEntries(
    listOf(container, 'volumeMounts').flatMap((mount) => {
      const name = textOf(mount, 'name');
      const volume = listOf(podSpec, 'volumes').find((one) => textOf(one, 'name') === name);
      const kind = claims.includes(name) ? 'kept' : describe(volume);
      return kind === undefined ? [] : [[`folders.${textOf(mount, 'mountPath')}`, kind]];
    }),
  ) as Record<string, string>;
}

function describe(volume: unknown): string | undefined {
  if (fieldOf(volume, 'persistentVolumeClaim') !== undefined) return 'kept';
  const empty = fieldOf(volume, 'emptyDir');
  if (empty === undefined) return undefined;
  const size = fieldOf(empty, 'sizeLimit');
  const where = textOf(empty, 'medium') === 'Memory' ? 'memory' : 'disk of the node';
  return size === undefined ? where : `${where}, ${mebibytes(parseQuantity(size))}`;
}

/** Names of the files that Secrets give a container. */
export function secretFilesOf({ container, podSpec }: Workload): readonly string[] {
  const mounted = listOf(container, 'volumeMounts').map((mount) => textOf(mount, 'name'));
  const volumes = listOf(podSpec, 'volumes').filter((volume) => mounted.includes(textOf(volume, 'name')));
  const secrets = volumes.flatMap((volume) => [
    ...listOf(volume, 'projected', 'sources').map((source) => fieldOf(source, 'secret')),
    fieldOf(volume, 'secret'),
  ]);
  return secrets
    .flatMap((secret) => listOf(secret, 'items').map((item) => textOf(item, 'path') ?? ''))
    .sort();
}
