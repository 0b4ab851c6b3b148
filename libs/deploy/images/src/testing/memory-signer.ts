import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { digestOf } from '../digest.ts';
import { succeed } from '../outcome.ts';
import type { AttestationKind, Signer, Verifier } from '../sign/signer.ts';

/** What lies beside images in registries: who signed them, and what was said about them by whom. */
export interface MemoryRegistry {
  readonly signatures: Map<string, Set<string>>;
  readonly statements: { reference: string; kind: AttestationKind; predicate: unknown; by: string }[];
}

export const createMemoryRegistry = (): MemoryRegistry => ({ signatures: new Map(), statements: [] });

/** A key pair that really signs and verifies, by Node instead of cosign. */
export function createMemorySigner(registry: MemoryRegistry): { signer: Signer; verifier: Verifier } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const by = digestOf(publicKey.export({ type: 'spki', format: 'der' }));
  const fingerprint = async () => succeed(by);
  return {
    signer: {
      fingerprint,
      signText: async (text) => succeed(sign('sha256', Buffer.from(text), privateKey).toString('base64')),
      signImage: async (reference) => {
        registry.signatures.set(reference, (registry.signatures.get(reference) ?? new Set()).add(by));
        return succeed(undefined);
      },
      attest: async (reference, { kind, predicate }) => {
        registry.statements.push({ reference, kind, predicate: JSON.parse(predicate), by });
        return succeed(undefined);
      },
    },
    verifier: {
      fingerprint,
      verifyText: async (text, signature) =>
        succeed(verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))),
      verifyImage: async (reference) => {
        const keys = registry.signatures.get(reference);
        if (keys === undefined) return succeed('none');
        return succeed(keys.has(by) ? 'valid' : 'other-key');
      },
      readAttestations: async (reference, kind) =>
        succeed(
          registry.statements
            .filter((one) => one.reference === reference && one.kind === kind && one.by === by)
            .map(({ predicate }) => predicate),
        ),
    },
  };
}
