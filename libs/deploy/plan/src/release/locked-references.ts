import { digestReferences, type ImageEntry } from '@slipway/deploy-lock';

/**
 * Every reference that pods may use while releases follow each other: those of the one to come, and of the kept ones,
 * whose pods may have to start again during a rollout. What an apply has verified is in here, and nothing else.
 */
export function lockedReferences(
  releases: readonly { readonly images: readonly ImageEntry[] }[],
): readonly string[] {
  return [...new Set(releases.flatMap(({ images }) => images.flatMap(digestReferences)))].sort();
}
