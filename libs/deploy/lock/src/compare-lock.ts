import type { ImageEntry, ImagesLock, ModelDigest } from './lock.ts';
import { pinnedReference, taggedReference } from './reference.ts';

/** An image as the engine knows it. */
export interface EngineImage {
  readonly imageId: string;
  /** `repository@sha256:…` for each registry that it came from or went to. */
  readonly repositoryDigests: readonly string[];
}

/** What is really there for one entry of the lock. */
export interface Observation {
  /** What `repository:tag` means here, if anything. */
  readonly tagged?: EngineImage;
  /** What the pinned reference means here, if anything. */
  readonly pinned?: EngineImage;
  /** Models inside the pinned image, where they were looked at. */
  readonly models?: readonly ModelDigest[];
  /** Digest of the SBOM and of the statement of provenance that lie beside the lock, where they do. */
  readonly sbom?: string;
  readonly provenance?: string;
  readonly signature: SignatureCheck;
}

export type SignatureCheck = 'valid' | 'invalid' | 'other-key' | 'none';

export interface LockFinding {
  readonly image: string;
  readonly kind:
    | 'missing'
    | 'unpinned'
    | 'unsigned'
    | 'wrong-key'
    | 'edited'
    | 'absent'
    | 'changed'
    | 'sbom-changed'
    | 'provenance-changed'
    | 'models-changed';
  /** One line: what is wrong, and how to mend it. */
  readonly message: string;
}

/** Everything about which the lock, the images and the evidence disagree; nothing where all may run. */
export function compareLock(
  lock: ImagesLock,
  expected: readonly string[],
  observed: ReadonlyMap<string, Observation>,
): LockFinding[] {
  const entries = new Map(lock.images.map((entry) => [entry.name, entry]));
  return expected.flatMap((name) => {
    const entry = entries.get(name);
    if (entry === undefined)
      return [
        finding(
          name,
          'missing',
          'it is not in images.lock.json; run: ./slipway images release, with --profile if it belongs to one',
        ),
      ];
    return compareEntry(entry, observed.get(name) ?? { signature: 'none' });
  });
}

const finding = (image: string, kind: LockFinding['kind'], text: string): LockFinding => ({
  image,
  kind,
  message: `${image}: ${text}`,
});

function compareEntry(entry: ImageEntry, seen: Observation): LockFinding[] {
  return [...judgeSignature(entry, seen), ...judgeImage(entry, seen), ...judgeEvidence(entry, seen)];
}

function judgeSignature(entry: ImageEntry, { signature }: Observation): LockFinding[] {
  const say = (kind: LockFinding['kind'], text: string) => [finding(entry.name, kind, text)];
  switch (signature) {
    case 'valid':
      return [];
    case 'none':
      return say('unsigned', 'the lock has no signature for it; run: ./slipway images sign');
    case 'other-key':
      return say(
        'wrong-key',
        'it is signed by another key than the configured one; sign it with yours, or trust that key',
      );
    case 'invalid':
      return say(
        'edited',
        'its entry in the lock is not what was signed: a digest, tag, revision or model was edited; restore it, or sign anew',
      );
  }
}

function judgeImage(entry: ImageEntry, { tagged, pinned }: Observation): LockFinding[] {
  const say = (kind: LockFinding['kind'], text: string) => [finding(entry.name, kind, text)];
  const reference = pinnedReference(entry);
  if (reference === undefined)
    return say('unpinned', 'the lock holds a tag only; run: ./slipway images release');
  const moved = tagged !== undefined && !isSame(entry, tagged);
  if (pinned === undefined && !moved)
    return say(
      'absent',
      entry.digest === undefined
        ? `the engine does not have ${reference}; build it and sign anew, or load it`
        : `the engine does not have it; run: docker pull ${reference}`,
    );
  if (moved || (pinned !== undefined && !isSame(entry, pinned)))
    return say(
      'changed',
      `${taggedReference(entry)} is ${tagged?.imageId ?? pinned?.imageId}, but the lock has ${entry.imageId ?? entry.digest}; ` +
        'release it anew, or tag the locked image again',
    );
  return [];
}

/** An engine with containerd's image store calls an image by its manifest, an older one by its configuration. */
const isSame = (entry: ImageEntry, image: EngineImage): boolean =>
  image.imageId === entry.imageId ||
  (entry.digest !== undefined &&
    (image.imageId === entry.digest ||
      image.repositoryDigests.some((known) => known.endsWith(`@${entry.digest}`))));

function judgeEvidence(entry: ImageEntry, seen: Observation): LockFinding[] {
  const findings: LockFinding[] = [];
  if (seen.sbom !== undefined && seen.sbom !== entry.sbom?.digest)
    findings.push(
      finding(
        entry.name,
        'sbom-changed',
        'its SBOM is not the one in the lock; make it anew with: ./slipway images sbom',
      ),
    );
  if (seen.provenance !== undefined && seen.provenance !== entry.provenance?.digest)
    findings.push(
      finding(
        entry.name,
        'provenance-changed',
        'its statement of provenance is not the one in the lock; sign anew with: ./slipway images sign',
      ),
    );
  if (seen.models !== undefined) findings.push(...judgeModels(entry, seen.models));
  return findings;
}

function judgeModels(entry: ImageEntry, inside: readonly ModelDigest[]): LockFinding[] {
  const key = ({ name, version }: ModelDigest) => `${name} version ${version}`;
  const locked = new Map(entry.models.map((model) => [key(model), model.digest]));
  const found = new Map(inside.map((model) => [key(model), model.digest]));
  return [...new Set([...locked.keys(), ...found.keys()])]
    .filter((model) => locked.get(model) !== found.get(model))
    .map((model) =>
      finding(
        entry.name,
        'models-changed',
        `model ${model} is ${found.get(model) ?? 'not inside'}, but the lock has ${locked.get(model) ?? 'none'}; release it anew`,
      ),
    );
}
