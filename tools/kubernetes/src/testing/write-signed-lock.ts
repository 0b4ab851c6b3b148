import { join } from 'node:path';
import {
  createCosignSigner,
  createKeyPair,
  createToolRunner,
  findSigningKey,
  writeLockFiles,
  type Outcome,
} from '@slipway/deploy-images';
import { afterSigning, createLock, signedText, type ImageEntry } from '@slipway/deploy-lock';
import { parseReference } from '@slipway/deploy-plan';

export interface SignedLock {
  /** References with tag and digest; the first has the name `image-0`. */
  readonly signed: readonly string[];
  /** Go into the lock without a signature, under names that go on. */
  readonly unsigned?: readonly string[];
}

/** Leaves in a state folder what a release does for these images: a lock, and the key pair that has signed it. */
export async function writeSignedLock(home: string, { signed, unsigned = [] }: SignedLock): Promise<void> {
  const run = createToolRunner(process.env);
  const keys = join(home, 'cosign');
  valueOf(await createKeyPair(run, keys));
  const signer = createCosignSigner(run, valueOf(await findSigningKey(keys)));
  const publicKey = valueOf(await signer.fingerprint());
  const sign = async (entry: ImageEntry) => {
    const value = valueOf(await signer.signText(signedText(entry)));
    return afterSigning(entry, { kind: 'cosign-key', publicKey, value });
  };
  const entries = [...signed, ...unsigned].map(entryOf);
  const images = entries.map((entry, index) => (index < signed.length ? sign(entry) : entry));
  await writeLockFiles(home, createLock('a release of a test', await Promise.all(images)));
}

function entryOf(image: string, index: number): ImageEntry {
  const { repository, tag = '', digest = '' } = parseReference(image);
  return { name: `image-${index}`, kind: 'external', repository, tag, digest, models: [] };
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.failure.messages.join('\n'));
}
