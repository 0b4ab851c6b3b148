import { canonicalJson } from './canonical-json.ts';
import type { ImageEntry } from './lock.ts';

/**
 * What the signature of an entry covers: all of it but the signature and the repository.
 * One text therefore binds image, SBOM, provenance and models together, and it can be verified without a registry;
 * a copy in another registry keeps its signature.
 */
export function signedText({ repository: _, signature: __, ...entry }: ImageEntry): string {
  return canonicalJson({ type: 'slipway image v1', ...entry }) + '\n';
}
