import {
  compareLock,
  pinnedReference,
  signedText,
  taggedReference,
  type ImageEntry,
  type ImagesLock,
  type LockFinding,
  type Observation,
  type SignatureCheck,
} from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import type { ImageTool } from '../engine/image-tool.ts';
import { succeed, type Outcome } from '../outcome.ts';
import type { Verifier } from '../sign/signer.ts';
import type { ImageStore } from '../store/image-store.ts';
import { verifyInRegistry } from './verify-in-registry.ts';

export interface VerifyImages {
  readonly lock: ImagesLock;
  /** Images that must be there: those of the services that are to run. */
  readonly expected: readonly string[];
  readonly engine: ImageTool;
  readonly verifier: Verifier;
  /** Where evidence lies, if it is on this machine. */
  readonly store: ImageStore;
  /** Whether the registry is asked as well for signature, SBOM and provenance. */
  readonly inRegistry?: boolean;
  /** Whether a signed image that the engine lacks is pulled by its digest. */
  readonly pull?: boolean;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Everything that stands against running what the lock names; with neither option it needs no network. */
export async function verifyImages(options: VerifyImages): Promise<Outcome<readonly LockFinding[]>> {
  const { lock, expected, verifier, inRegistry = false, say, signal } = options;
  const key = await verifier.fingerprint(signal);
  if (!key.ok) return key;
  const observed = new Map<string, Observation>();
  const registryFindings: LockFinding[] = [];
  for (const entry of lock.images.filter(({ name }) => expected.includes(name))) {
    const observation = await observe(entry, key.value, options);
    if (!observation.ok) return observation;
    observed.set(entry.name, observation.value);
    if (!inRegistry || entry.digest === undefined) continue;
    const findings = await verifyInRegistry(entry, { verifier, ...(signal && { signal }) });
    if (!findings.ok) return findings;
    registryFindings.push(...findings.value);
  }
  const findings = [...compareLock(lock, expected, observed), ...registryFindings];
  const refused = new Set(findings.map(({ image }) => image));
  for (const name of expected.filter((image) => !refused.has(image))) say(`${name}: verified`);
  return succeed(findings);
}

async function observe(
  entry: ImageEntry,
  publicKey: string,
  { engine, verifier, store, pull = false, say, signal }: VerifyImages,
): Promise<Outcome<Observation>> {
  const signature = await checkSignature(entry, publicKey, { verifier, signal });
  if (!signature.ok) return signature;
  const reference = pinnedReference(entry);
  let pinned = reference === undefined ? undefined : await engine.inspect(reference, signal);
  if (pinned?.ok === false) return pinned;
  // Only what the key vouches for comes onto this machine.
  if (pull && reference !== undefined && pinned?.value === undefined && isPullable(entry, signature.value)) {
    say(`${entry.name}: pulling ${reference}`);
    const pulled = await engine.pull(reference, signal);
    if (!pulled.ok) return pulled;
    pinned = await engine.inspect(reference, signal);
    if (!pinned.ok) return pinned;
  }
  const tagged = await engine.inspect(taggedReference(entry), signal);
  if (!tagged.ok) return tagged;
  const image = pinned?.value;
  const models =
    image !== undefined && entry.models.length > 0
      ? await engine.readModels(image.imageId, signal)
      : undefined;
  if (models?.ok === false) return models;
  return succeed({
    signature: signature.value,
    ...(image && { pinned: image }),
    ...(tagged.value && { tagged: tagged.value }),
    ...(models && { models: models.value }),
    ...(await readEvidence(entry, store)),
  });
}

/** The evidence on this machine, if it is about this image: after a build here it is about another one. */
async function readEvidence(
  { name, imageId }: ImageEntry,
  store: ImageStore,
): Promise<Pick<Observation, 'sbom' | 'provenance'>> {
  const record = await store.read();
  if (!record.ok || !record.value.images.some((own) => own.name === name && own.imageId === imageId))
    return {};
  const sbom = await store.readEvidence(name, 'sbom');
  const provenance = await store.readEvidence(name, 'provenance');
  return {
    ...(sbom !== undefined && { sbom: digestOf(sbom) }),
    ...(provenance !== undefined && { provenance: digestOf(provenance) }),
  };
}

const isPullable = ({ digest }: ImageEntry, signature: SignatureCheck): boolean =>
  digest !== undefined && signature === 'valid';

async function checkSignature(
  entry: ImageEntry,
  publicKey: string,
  { verifier, signal }: { readonly verifier: Verifier; readonly signal: AbortSignal | undefined },
): Promise<Outcome<SignatureCheck>> {
  if (entry.signature === undefined) return succeed('none');
  if (entry.signature.publicKey !== publicKey) return succeed('other-key');
  const valid = await verifier.verifyText(signedText(entry), entry.signature.value, signal);
  return valid.ok ? succeed(valid.value ? 'valid' : 'invalid') : valid;
}
