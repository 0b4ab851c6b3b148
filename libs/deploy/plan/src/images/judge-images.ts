import { manifestImage, type ImageEntry, type ImagesLock, type SignatureCheck } from '@slipway/deploy-lock';
import { nameOf, refOf, type Manifest } from '../manifest/manifest.ts';
import { imagesOf, type ContainerImage } from '../manifest/pod-spec.ts';
import { parseReference } from './parse-reference.ts';

export interface JudgeImages {
  readonly manifests: readonly Manifest[];
  readonly lock: ImagesLock | undefined;
  /** Services of the system: what carries their name must be locked, whatever image it names. */
  readonly services: readonly string[];
  /** What the configured key says of each entry of the lock, by the entry's name. */
  readonly signatures: ReadonlyMap<string, SignatureCheck>;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** One line for each image that must not run; nothing where all may. */
export function judgeImages(options: JudgeImages): readonly string[] {
  const findings = options.manifests.flatMap((manifest) =>
    imagesOf(manifest).flatMap((image) => {
      const fault = judge(image, options);
      return fault === undefined
        ? []
        : [`${nameOf(refOf(manifest))}, container ${image.container}: ${fault}`];
    }),
  );
  return [...new Set(findings)];
}

function judge({ container, image }: ContainerImage, options: JudgeImages): string | undefined {
  const { lock, services, signatures } = options;
  const { repository, digest } = parseReference(image);
  const entries = lock?.images ?? [];
  const entry = entries.find(
    (one) => one.digest === digest && one.repository === repository && digest !== undefined,
  );
  if (entry !== undefined) return judgeSignature(entry, signatures.get(entry.name) ?? 'none');
  const isOurs =
    services.includes(container) ||
    repository.startsWith(manifestImage('')) ||
    entries.some((one) => one.repository === repository);
  if (isOurs)
    return digest === undefined
      ? `${image} has no digest of the lock; run: ./slipway images release, with SLIPWAY_REGISTRY set`
      : `${image} is not what images.lock.json has; render it from the lock, or release it anew`;
  if (digest === undefined) return `${image} can mean another image tomorrow: write it with its digest`;
  return DIGEST.test(digest)
    ? undefined
    : `${image} has no digest of the form sha256:<64 hexadecimal digits>`;
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
