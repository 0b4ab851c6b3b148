import { succeed, type Outcome } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import { cosign, registryFlags, SIGN_FLAGS, withFiles } from './cosign.ts';
import { fingerprintOfPrivateKey } from './fingerprint.ts';
import type { SigningKey } from './key-pair.ts';
import type { AttestationKind, CopyImage, Signer } from './signer.ts';

/** cosign's names for the types of statements. */
export const PREDICATES: Record<AttestationKind, string> = {
  sbom: 'spdxjson',
  provenance: 'slsaprovenance1',
};

/** Signs with cosign and a key, without the public services. */
export function createCosignSigner(run: RunTool, { key, password }: SigningKey): Signer {
  const onImage = async (
    args: readonly string[],
    { reference, doing, signal }: { reference: string; doing: string; signal: AbortSignal | undefined },
  ): Promise<Outcome<void>> => {
    const [command = '', ...rest] = args;
    const all = [command, '--key', key, ...SIGN_FLAGS, ...registryFlags(reference), ...rest, reference];
    const done = await cosign(run, { args: all, doing, reference, password, signal });
    return done.ok ? succeed(undefined) : done;
  };

  return {
    fingerprint: (signal) => fingerprintOfPrivateKey(run, { key, password }, signal),
    signText: (text, signal) =>
      withFiles({ text }, async (folder) => {
        const args = ['sign-blob', '--key', key, ...SIGN_FLAGS, `${folder}/text`];
        const signed = await cosign(run, { args, doing: 'sign', password, signal });
        return signed.ok ? succeed(signed.value.trim()) : signed;
      }),
    signImage: (reference, signal) => onImage(['sign'], { reference, doing: `sign ${reference}`, signal }),
    attest: (reference, { kind, predicate }, signal) =>
      withFiles({ predicate }, (folder) =>
        onImage(['attest', '--type', PREDICATES[kind], '--predicate', `${folder}/predicate`], {
          reference,
          doing: `sign the ${kind} of ${reference}`,
          signal,
        }),
      ),
  };
}

/** Copies with cosign, which takes signatures and statements along. */
export const createImageCopier =
  (run: RunTool): CopyImage =>
  async (from, to, signal) => {
    const args = ['copy', '--force', ...registryFlags(from, to), from, to];
    const copied = await cosign(run, { args, doing: `copy ${from} to ${to}`, reference: to, signal });
    return copied.ok ? succeed(undefined) : copied;
  };
