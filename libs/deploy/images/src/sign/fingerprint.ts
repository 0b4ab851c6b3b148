import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { digestOf } from '../digest.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import { cosign } from './cosign.ts';

/** A key by reference (`awskms://…`, `k8s://…`, `pkcs11:…`) is somewhere else; anything else is a file. */
export const isKeyReference = (key: string): boolean => key.includes('://') || key.startsWith('pkcs11:');

/** Digest of a public key: SHA-256 of its DER form (SubjectPublicKeyInfo), as `openssl pkey -pubin -outform DER` has it. */
export function fingerprintOf(pem: string, from: string): Outcome<string> {
  try {
    return succeed(digestOf(createPublicKey(pem).export({ type: 'spki', format: 'der' })));
  } catch {
    return failWith('invalid', `${from}: expected a public key in PEM form, as cosign.pub is`);
  }
}

/** Digest of the public key that `key` is or names. */
export async function fingerprintOfPublicKey(
  run: RunTool,
  key: string,
  signal?: AbortSignal,
): Promise<Outcome<string>> {
  if (isKeyReference(key)) return fingerprintOfPrivateKey(run, { key }, signal);
  try {
    return fingerprintOf(await readFile(key, 'utf8'), key);
  } catch {
    return failWith(
      'invalid',
      `${key}: there is no public key to verify with; name it with --public-key, or make a pair with: ./slipway images sign --new-key`,
    );
  }
}

/** Digest of the public half of a private key. */
export async function fingerprintOfPrivateKey(
  run: RunTool,
  { key, password }: { readonly key: string; readonly password?: string | undefined },
  signal?: AbortSignal,
): Promise<Outcome<string>> {
  const args = ['public-key', '--key', key];
  const pem = await cosign(run, { args, doing: 'read the public key', password, signal });
  return pem.ok ? fingerprintOf(pem.value, key) : pem;
}
