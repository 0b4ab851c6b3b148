import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { Signer, Verifier } from './signer.ts';

/** Of no form that an entry of a lock has, so that its signature is good for nothing else. */
const TEXT = 'slipway: does this key pair sign and verify?';

/** Signs a text and verifies it: a pair that does not fit must show before images are pushed and signed with it. */
export async function tryKeyPair(
  { signer, verifier }: { readonly signer: Signer; readonly verifier: Verifier },
  signal?: AbortSignal,
): Promise<Outcome<void>> {
  const publicKey = await verifier.fingerprint(signal);
  if (!publicKey.ok) return publicKey;
  const signature = await signer.signText(TEXT, signal);
  if (!signature.ok) return signature;
  const verified = await verifier.verifyText(TEXT, signature.value, signal);
  if (!verified.ok) return verified;
  return verified.value
    ? succeed(undefined)
    : failWith(
        'invalid',
        'The public key does not verify what the key signs: name its other half with --public-key',
      );
}
