import { lockedImages } from '@slipway/deploy-cluster';
import type { ImageEntry } from '@slipway/deploy-lock';
import {
  imagesOf,
  lockedReferences,
  nameOf,
  neededObjects,
  orderManifests,
  parseReference,
  refOf,
  type Manifest,
} from '@slipway/deploy-plan';

export interface ReleaseManifests {
  /** The namespace, and in it what the policy of the cluster goes by: both must be there before anything that makes pods. */
  readonly first: readonly Manifest[];
  /** All else but Secrets, in the order of an apply. */
  readonly rest: readonly Manifest[];
  /** What pods refer to and is not among them, and Secrets of the overlay: no value of theirs goes into a file. */
  readonly missing: readonly string[];
}

export interface FindManifests {
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
  /** Entries of the lock that the manifests use, verified. */
  readonly images: readonly ImageEntry[];
  /** Of the release before this one: its pods may have to start again while they are replaced. */
  readonly previous: readonly Manifest[];
}

/** What an apply would send, as far as it can be told without a cluster. */
export function releaseManifests({
  namespace,
  manifests,
  images,
  previous,
}: FindManifests): ReleaseManifests {
  const pinned = previous
    .flatMap(imagesOf)
    .map(({ image }) => image)
    .filter((image) => parseReference(image).digest !== undefined);
  const isNamespace = ({ kind }: Manifest) => kind === 'Namespace';
  const printed = manifests.filter(({ kind }) => kind !== 'Secret');
  const isPrinted = (kind: string, name: string) =>
    printed.some((one) => one.kind === kind && one.metadata.name === name);
  const needed = neededObjects(manifests).filter(({ kind, name }) => !isPrinted(kind, name));
  const secrets = manifests.filter(({ kind }) => kind === 'Secret').map(refOf);
  return {
    first: [
      ...printed.filter(isNamespace),
      lockedImages(namespace, [...new Set([...lockedReferences([{ images }]), ...pinned])]),
    ],
    rest: orderManifests(printed.filter((manifest) => !isNamespace(manifest))),
    missing: [...new Set([...needed, ...secrets].map(nameOf))].sort(),
  };
}
