import type { Manifest } from '../manifest/manifest.ts';
import { imagesOf } from '../manifest/pod-spec.ts';
import { parseReference } from '../images/parse-reference.ts';

/**
 * Every reference that pods may use while releases follow each other: those of the one to come, and of the kept ones,
 * whose pods may have to start again during a rollout. Each stands with its tag and without.
 */
export function lockedReferences(
  releases: readonly { readonly manifests: readonly Manifest[] }[],
): readonly string[] {
  const references = releases.flatMap(({ manifests }) =>
    manifests.flatMap((manifest) => imagesOf(manifest).flatMap(({ image }) => withoutTag(image))),
  );
  return [...new Set(references)].sort();
}

function withoutTag(image: string): readonly string[] {
  const { repository, digest } = parseReference(image);
  return digest === undefined ? [] : [image, `${repository}@${digest}`];
}
