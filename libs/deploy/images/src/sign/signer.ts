import type { SignatureCheck } from '@slipway/deploy-lock';
import type { Outcome } from '../outcome.ts';

/** What an attestation is about: contents, or how the image was built. */
export type AttestationKind = 'sbom' | 'provenance';

/** Signs with the private key. */
export interface Signer {
  /** Digest of the public key that verifies what this signer signs. */
  fingerprint(signal?: AbortSignal): Promise<Outcome<string>>;
  /** A signature over the bytes of `text`, in base64. */
  signText(text: string, signal?: AbortSignal): Promise<Outcome<string>>;
  /** Signs `repository@digest` and leaves the signature beside the image in its registry. */
  signImage(reference: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** Signs a text in JSON as a statement about the image, beside it in its registry. */
  attest(
    reference: string,
    statement: { readonly kind: AttestationKind; readonly predicate: string },
    signal?: AbortSignal,
  ): Promise<Outcome<void>>;
}

/** Verifies with the public key; needs no registry for a text. */
export interface Verifier {
  fingerprint(signal?: AbortSignal): Promise<Outcome<string>>;
  verifyText(text: string, signature: string, signal?: AbortSignal): Promise<Outcome<boolean>>;
  verifyImage(reference: string, signal?: AbortSignal): Promise<Outcome<SignatureCheck>>;
  /** What statements about the image say, only those that the key has signed. */
  readAttestations(
    reference: string,
    kind: AttestationKind,
    signal?: AbortSignal,
  ): Promise<Outcome<readonly unknown[]>>;
}

/** Copies an image with its signature and statements by digest from one registry to another. */
export type CopyImage = (from: string, to: string, signal?: AbortSignal) => Promise<Outcome<void>>;
