import {
  digestReferences,
  manifestImage,
  type ImageEntry,
  type ImagesLock,
  type SignatureCheck,
} from '@slipway/deploy-lock';
import { nameOf, refOf, type Manifest } from '../manifest/manifest.ts';
import { imagesOf } from '../manifest/pod-spec.ts';
import { parseReference } from './parse-reference.ts';

export interface JudgeImages {
  readonly manifests: readonly Manifest[];
  readonly lock: ImagesLock | undefined;
  /** What the configured key says of each entry of the lock, by the entry's name. */
  readonly signatures: ReadonlyMap<string, SignatureCheck>;
}

/** One line for each image that is not locked and signed, whoever made it; nothing where all may run. */
export function judgeImages(options: JudgeImages): readonly string[] {
  const findings = options.manifests.flatMap((manifest) =>
    imagesOf(manifest).flatMap(({ container, image }) => {
      const fault = judge(image, options);
      return fault === undefined ? [] : [`${nameOf(refOf(manifest))}, container ${container}: ${fault}`];
    }),
  );
  return [...new Set(findings)];
}

function judge(image: string, { lock, signatures }: JudgeImages): string | undefined {
  if (image === '') return 'it names no image';
  const entries = lock?.images ?? [];
  const entry = entries.find((one) => digestReferences(one).includes(image));
  if (entry !== undefined) return judgeSignature(entry, signatures.get(entry.name) ?? 'none');
  const { repository, digest } = parseReference(image);
  const isReleased =
    repository.startsWith(manifestImage('')) || entries.some((one) => one.repository === repository);
  if (!isReleased)
    return `${image} is not in images.lock.json; make it a service of a Compose profile, write ${manifestImage('<service>')} here, and run: ./slipway images release --profile <profile>, with SLIPWAY_REGISTRY set`;
  return digest === undefined
    ? `${image} has no digest of the lock; run: ./slipway images release, with SLIPWAY_REGISTRY set, and with --profile if it belongs to one`
    : `${image} is not what images.lock.json has; render it from the lock, or release it anew`;
}

function judgeSignature({ name }: ImageEntry, signature: SignatureCheck): string | undefined {
  switch (signature) {
    case 'valid':
      return undefined;
    case 'none':
      return `${name} is not signed; run: ./slipway images sign`;
    case 'other-key':
      return `${name} is signed by another key than the configured one; sign it with yours, or trust that key`;
    case 'invalid':
      return `${name}'s entry in the lock is not what was signed; restore it, or sign anew`;
  }
}
