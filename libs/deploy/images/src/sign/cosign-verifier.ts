import { failWith, succeed } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import {
  judgeCosign,
  NO_MATCHING_SIGNATURE,
  NO_SIGNATURE,
  registryFlags,
  runCosign,
  VERIFY_FLAGS,
  withFiles,
  type CosignCall,
} from './cosign.ts';
import { PREDICATES } from './cosign-signer.ts';
import { fingerprintOfPublicKey } from './fingerprint.ts';
import type { Verifier } from './signer.ts';

/** Verifies with cosign and a public key: a file, or a reference that cosign knows. */
export function createCosignVerifier(run: RunTool, publicKey: string): Verifier {
  const key = ['--key', publicKey, ...VERIFY_FLAGS];
  return {
    fingerprint: (signal) => fingerprintOfPublicKey(run, publicKey, signal),
    verifyText: (text, signature, signal) =>
      withFiles({ text, signature }, async (folder) => {
        const args = [
          'verify-blob',
          ...key,
          '--new-bundle-format=false',
          '--signature',
          `${folder}/signature`,
        ];
        const call: CosignCall = { args: [...args, `${folder}/text`], doing: 'verify a signature', signal };
        const outcome = await runCosign(run, call);
        if (outcome.kind === 'ended' && isMismatch(outcome.stderr)) return succeed(false);
        const verified = judgeCosign(outcome, call);
        return verified.ok ? succeed(true) : verified;
      }),
    async verifyImage(reference, signal) {
      const args = ['verify', ...key, ...registryFlags(reference), reference];
      const call: CosignCall = { args, doing: `verify ${reference}`, reference, signal };
      const outcome = await runCosign(run, call);
      if (outcome.kind === 'ended' && outcome.code === NO_SIGNATURE) return succeed('none');
      if (outcome.kind === 'ended' && outcome.code === NO_MATCHING_SIGNATURE) return succeed('other-key');
      const verified = judgeCosign(outcome, call);
      return verified.ok ? succeed('valid') : verified;
    },
    async readAttestations(reference, kind, signal) {
      const args = ['verify-attestation', ...key, ...registryFlags(reference), '--type', PREDICATES[kind]];
      const call: CosignCall = {
        args: [...args, reference],
        doing: `read the ${kind} of ${reference}`,
        reference,
        signal,
      };
      const outcome = await runCosign(run, call);
      if (outcome.kind === 'ended' && isAbsent(outcome.stderr)) return succeed([]);
      const read = judgeCosign(outcome, call);
      if (!read.ok) return read;
      try {
        return succeed(predicatesIn(read.value.stdout.toString('utf8')));
      } catch {
        return failWith('failed', `Could not read the ${kind} of ${reference}: expected envelopes in JSON`);
      }
    },
  };
}

const isMismatch = (stderr: string): boolean =>
  /invalid signature|failed to verify signature|base64|ASN\.1|IEEE_P1363/i.test(stderr);

const isAbsent = (stderr: string): boolean =>
  /no matching attestations|no attestations found|no signatures found|none of the attestations matched|no matching signatures/i.test(
    stderr,
  );

/** cosign prints one envelope (DSSE) a line, whose payload is an in-toto statement. */
const predicatesIn = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { payload } = JSON.parse(line) as { readonly payload: string };
      const text = Buffer.from(payload, 'base64').toString('utf8');
      return (JSON.parse(text) as { readonly predicate: unknown }).predicate;
    });
