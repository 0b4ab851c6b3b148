import { canonicalJson, provenanceStatement, type ImageEntry, type LockFinding } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { succeed, type Outcome } from '../outcome.ts';
import type { Verifier } from '../sign/signer.ts';

/** What stands against an image in its registry: no signature of the key, or other statements than the lock's. */
export async function verifyInRegistry(
  entry: ImageEntry,
  { verifier, signal }: { readonly verifier: Verifier; readonly signal?: AbortSignal },
): Promise<Outcome<readonly LockFinding[]>> {
  const reference = `${entry.repository}@${entry.digest}`;
  const say = (kind: LockFinding['kind'], text: string): LockFinding => ({
    image: entry.name,
    kind,
    message: `${entry.name}: in its registry ${text}`,
  });
  const signature = await verifier.verifyImage(reference, signal);
  if (!signature.ok) return signature;
  if (signature.value === 'none')
    return succeed([say('unsigned', 'it has no signature; run: ./slipway images sign --again')]);
  if (signature.value !== 'valid')
    return succeed([say('wrong-key', 'it is signed by other keys only; run: ./slipway images sign --again')]);

  const sboms = await verifier.readAttestations(reference, 'sbom', signal);
  if (!sboms.ok) return sboms;
  const { kind, provenance } = entry;
  const provenances = await verifier.readAttestations(reference, 'provenance', signal);
  if (!provenances.ok) return provenances;
  const isSbom = (predicate: unknown) => digestOf(canonicalJson(predicate)) === entry.sbom?.digest;
  const isProvenance = (predicate: unknown) =>
    digestOf(canonicalJson(provenanceStatement(entry, predicate as object))) === provenance?.digest;
  return succeed([
    ...(sboms.value.some(isSbom)
      ? []
      : [say('sbom-changed', 'there is not the SBOM of the lock; run: ./slipway images sign --again')]),
    ...(kind === 'external' || provenances.value.some(isProvenance)
      ? []
      : [
          say(
            'provenance-changed',
            'there is not the provenance of the lock; run: ./slipway images sign --again',
          ),
        ]),
  ]);
}
