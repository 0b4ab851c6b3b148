import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/deploy-lock';
import { keyOf, refOf, type Manifest } from '../manifest/manifest.ts';

/** The same for the same objects, in whatever order they and their fields are written. */
export function manifestsDigest(manifests: readonly Manifest[]): string {
  const sorted = manifests
    .map((manifest) => [keyOf(refOf(manifest)), canonicalJson(manifest)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text);
  return `sha256:${createHash('sha256').update(sorted.join('\n')).digest('hex')}`;
}
