import type { ImageEntry, ImageSignature } from './lock.ts';

export interface BuiltImage {
  readonly name: string;
  readonly kind?: ImageEntry['kind'];
  readonly repository: string;
  readonly tag: string;
  readonly imageId: string;
  readonly gitRevision?: string;
  readonly models: ImageEntry['models'];
}

/** The entry after a build: evidence stays only where it was of this very image, under this name. */
export function afterBuild(before: ImageEntry | undefined, built: BuiltImage): ImageEntry {
  const same =
    before?.imageId === built.imageId &&
    before.kind === built.kind &&
    before.tag === built.tag &&
    before.gitRevision === built.gitRevision &&
    JSON.stringify(before.models) === JSON.stringify(built.models);
  return same ? before : { ...built, models: [...built.models] };
}

/** The entry with a list of contents; another list than before makes the old signature void. */
export function afterSbom(before: ImageEntry, digest: string): ImageEntry {
  if (before.sbom?.digest === digest) return before;
  const { signature: _, provenance: __, ...unsigned } = before;
  return { ...unsigned, sbom: { format: 'spdx-json', digest } };
}

/** The entry after its image came to a repository; the same digest elsewhere keeps its signature. */
export function afterPush(
  before: ImageEntry,
  pushed: { readonly repository: string; readonly digest: string },
): ImageEntry {
  if (before.digest === pushed.digest) return { ...before, repository: pushed.repository };
  const { signature: _, provenance: __, ...unsigned } = before;
  return { ...unsigned, ...pushed };
}

/** The entry with its statement of provenance, which the signature then covers. */
export function afterProvenance({ signature: _, ...before }: ImageEntry, digest: string): ImageEntry {
  return { ...before, provenance: { digest } };
}

export const afterSigning = (before: ImageEntry, signature: ImageSignature): ImageEntry => ({
  ...before,
  signature,
});
