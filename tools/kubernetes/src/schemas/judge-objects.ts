import type { Manifest } from '@slipway/deploy-plan';
import { run } from '../run.ts';

/** What the cluster says of these objects, by the schemas that it knows; nothing is kept. */
export const judgeObjects = (objects: readonly Manifest[]) =>
  run(
    'kubectl',
    [
      'create',
      '--dry-run=server',
      '--validate=strict',
      '--namespace=default',
      '--filename=-',
      '--output=name',
    ],
    { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.map(inDefault) }) },
  );

/** A namespace that is there. */
const inDefault = (one: Manifest): Manifest => ({
  ...one,
  metadata: { ...one.metadata, namespace: 'default' },
});
