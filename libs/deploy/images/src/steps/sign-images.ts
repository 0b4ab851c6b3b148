import {
  afterProvenance,
  afterSigning,
  canonicalJson,
  provenancePredicate,
  provenanceStatement,
  signedText,
  type BuildFacts,
  type ImageEntry,
} from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { Signer } from '../sign/signer.ts';
import { forEachImage, type StepContext } from './step.ts';

export interface SignImages extends StepContext {
  readonly signer: Signer;
  /** What provenance says beyond what is recorded. */
  readonly facts: BuildFacts;
  /** Signs also what this key has signed already, for a registry that has lost its signatures. */
  readonly again?: boolean;
}

/**
 * Signs each image: its entry of the lock always, and where a registry knows it by digest, beside it there the image,
 * its SBOM and its provenance, which is about what was built here only. The entry comes last, so that an entry that is signed is signed everywhere.
 */
export async function signImages(options: SignImages): Promise<Outcome<readonly ImageEntry[]>> {
  const { signer, signal } = options;
  const publicKey = await signer.fingerprint(signal);
  if (!publicKey.ok) return publicKey;
  return forEachImage(options, (entry) => signOne(entry, publicKey.value, options));
}

async function signOne(
  entry: ImageEntry,
  publicKey: string,
  { signer, facts, again = false, store, say, signal }: SignImages,
): Promise<Outcome<ImageEntry>> {
  const { name } = entry;
  if (!again && entry.signature?.publicKey === publicKey) {
    say(`${name}: signed by this key already`);
    return succeed(entry);
  }
  const sbom = await store.readEvidence(name, 'sbom');
  if (sbom === undefined || digestOf(sbom) !== entry.sbom?.digest)
    return failWith('invalid', `${name}: there is no SBOM of it to sign; run: ./slipway images sbom`);
  const predicate = entry.kind === 'external' ? undefined : provenancePredicate(entry, facts);
  const proven = predicate === undefined ? entry : await prove(entry, predicate, store);

  const evidence = { sbom, ...(predicate && { provenance: canonicalJson(predicate) }) };
  const published = await publish(proven, evidence, { signer, signal });
  if (!published.ok) return published;
  const value = await signer.signText(signedText(proven), signal);
  if (!value.ok) return value;
  say(`${name}: signed${entry.digest === undefined ? ', by image id, since no registry knows it' : ''}`);
  return succeed(afterSigning(proven, { kind: 'cosign-key', publicKey, value: value.value }));
}

async function prove(entry: ImageEntry, predicate: object, store: SignImages['store']): Promise<ImageEntry> {
  const statement = canonicalJson(provenanceStatement(entry, predicate));
  await store.writeEvidence(entry.name, 'provenance', statement);
  return afterProvenance(entry, digestOf(statement));
}

async function publish(
  { repository, digest }: ImageEntry,
  evidence: { readonly sbom: string; readonly provenance?: string },
  { signer, signal }: { readonly signer: Signer; readonly signal: AbortSignal | undefined },
): Promise<Outcome<void>> {
  if (digest === undefined) return succeed(undefined);
  const reference = `${repository}@${digest}`;
  const signed = await signer.signImage(reference, signal);
  if (!signed.ok) return signed;
  for (const kind of ['sbom', 'provenance'] as const) {
    const predicate = evidence[kind];
    if (predicate === undefined) continue;
    const attested = await signer.attest(reference, { kind, predicate }, signal);
    if (!attested.ok) return attested;
  }
  return succeed(undefined);
}
