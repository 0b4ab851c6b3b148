import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 16 MiB and some 40 ms: dear enough for a guesser of what a person has chosen. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const LENGTH = 32;

export const createSecret = (): string => randomBytes(32).toString('base64url');

/**
 * For a secret that a person may have chosen. `scrypt$N$r$p$salt$hash`, so that the cost can be raised later without
 * breaking what is stored.
 */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(secret, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * For a secret of `createSecret` and no other: nobody guesses 256 random bits, not even with the database in hand, so
 * it needs neither a slow hash nor a limit of attempts, and nobody can lock its client out. `sha256$hash`.
 */
export const digestSecret = (secret: string): string => `sha256$${sha256(secret).toString('base64url')}`;

/** Whether it is the secret of a `digestSecret`; false, without any work, for a hash of the slow kind. */
export function matchesDigest(secret: string, stored: string): boolean {
  const [name, hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64url');
  return name === 'sha256' && expected.length === LENGTH && timingSafeEqual(sha256(secret), expected);
}

/** Whether it is the secret of either kind of hash. */
export async function matchesHash(secret: string, stored: string): Promise<boolean> {
  if (matchesDigest(secret, stored)) return true;
  const [name, N, r, p, salt, hash] = stored.split('$');
  if (name !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(
    await derive(secret, Buffer.from(salt, 'base64url'), expected.length, options),
    expected,
  );
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
