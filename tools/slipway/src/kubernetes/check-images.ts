import { createCosignVerifier, publicKeyFile } from '@slipway/deploy-images';
import {
  digestReferences,
  signedText,
  type ImageEntry,
  type ImagesLock,
  type SignatureCheck,
} from '@slipway/deploy-lock';
import { imagesOf, judgeImages, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import { valueOf } from '../images/end-step.ts';
import { createReleaseKit } from '../images/release-kit.ts';
import type { Workspace } from '../workspace.ts';

export interface CheckImages {
  readonly manifests: readonly Manifest[];
  readonly lock: ImagesLock | undefined;
  /** Instead of the key in the state folder. */
  readonly publicKey?: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Ends the command where a manifest names an image that is not locked, or not signed by the configured key. */
export async function requireLockedImages(
  workspace: Workspace,
  options: CheckImages,
): Promise<readonly ImageEntry[]> {
  const used = usedEntries(options);
  const signatures = await checkSignatures(workspace, used, options);
  const findings = judgeImages({ ...options, signatures });
  if (findings.length > 0) throw new CommandError('refused', findings);
  return used;
}

/** What an apply would say of the images, as far as it can be told without the key. */
export function findImageObstacles({
  manifests,
  lock,
}: Pick<CheckImages, 'manifests' | 'lock'>): readonly string[] {
  const signatures = new Map<string, SignatureCheck>(
    (lock?.images ?? []).map(({ name, signature }) => [name, signature === undefined ? 'none' : 'valid']),
  );
  return judgeImages({ manifests, lock, signatures });
}

/** The entries of a lock that manifests name by digest. */
export function usedEntries({
  manifests,
  lock,
}: Pick<CheckImages, 'manifests' | 'lock'>): readonly ImageEntry[] {
  const named = new Set(manifests.flatMap((manifest) => imagesOf(manifest).map(({ image }) => image)));
  return (lock?.images ?? []).filter((entry) => digestReferences(entry).some((one) => named.has(one)));
}

async function checkSignatures(
  workspace: Workspace,
  entries: readonly ImageEntry[],
  { publicKey, say, signal }: CheckImages,
): Promise<ReadonlyMap<string, SignatureCheck>> {
  const signatures = new Map<string, SignatureCheck>();
  if (entries.length === 0) return signatures;
  const kit = createReleaseKit(workspace, { say, signal });
  const verifier = createCosignVerifier(kit.run, publicKey ?? publicKeyFile(kit.keys));
  const fingerprint = valueOf(await verifier.fingerprint(signal));
  for (const entry of entries) {
    if (entry.signature === undefined) signatures.set(entry.name, 'none');
    else if (entry.signature.publicKey !== fingerprint) signatures.set(entry.name, 'other-key');
    else {
      const valid = valueOf(await verifier.verifyText(signedText(entry), entry.signature.value, signal));
      signatures.set(entry.name, valid ? 'valid' : 'invalid');
    }
  }
  return signatures;
}
