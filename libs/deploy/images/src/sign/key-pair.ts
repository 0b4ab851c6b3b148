import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { RunTool } from '../tool/run-tool.ts';
import { cosign } from './cosign.ts';
import { isKeyReference } from './fingerprint.ts';

export interface SigningKey {
  /** A file, or a reference that cosign knows. */
  readonly key: string;
  readonly password?: string;
}

const files = (folder: string) => ({
  key: join(folder, 'cosign.key'),
  publicKey: join(folder, 'cosign.pub'),
  password: join(folder, 'password'),
});

/** Where `createKeyPair` leaves the public key. */
export const publicKeyFile = (folder: string): string => files(folder).publicKey;

/** The public half of a key where cosign leaves it: beside the file, or behind the same reference. */
export const publicHalfOf = (key: string): string =>
  isKeyReference(key) ? key : `${key.replace(/\.key$/, '')}.pub`;

/**
 * Makes a key pair in `folder` and never over one that is there: what that has signed could not be signed again.
 * Without a password a random one is made, in a file beside the key that only its owner may read.
 */
export async function createKeyPair(
  run: RunTool,
  folder: string,
  password?: string,
): Promise<Outcome<{ readonly publicKey: string }>> {
  const { key, publicKey, password: passwordFile } = files(folder);
  if (existsSync(key)) return failWith('refused', `${key} is there already; move it away to make another`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const own = password ?? randomBytes(32).toString('base64url');
  if (password === undefined) {
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, own, { mode: 0o600, flag: 'wx' });
  }
  const args = ['generate-key-pair', '--output-key-prefix', join(folder, 'cosign')];
  const made = await cosign(run, { args, doing: 'make a key pair', password: own });
  return made.ok ? succeed({ publicKey }) : made;
}

/** The key to sign with: a reference as it is, a key file with its password, or the pair in `folder`. */
export async function findSigningKey(
  folder: string,
  { key, password }: { readonly key?: string | undefined; readonly password?: string | undefined } = {},
): Promise<Outcome<SigningKey>> {
  if (key !== undefined && isKeyReference(key)) return succeed({ key, ...(password && { password }) });
  const file = key ?? files(folder).key;
  if (!existsSync(file))
    return failWith(
      'invalid',
      key === undefined
        ? `There is no key to sign with; make one with: ./slipway images sign --new-key`
        : `${key}: there is no such key`,
    );
  if (password !== undefined || key !== undefined) return succeed({ key: file, password: password ?? '' });
  const kept = await readFile(files(folder).password, 'utf8').catch(() => undefined);
  return kept === undefined
    ? failWith('invalid', `${files(folder).password} is missing: restore it, or set COSIGN_PASSWORD`)
    : succeed({ key: file, password: kept });
}
