import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 16 MiB and some 40 ms: dear enough for a guesser, since a client's secret may come from a person's file. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const LENGTH = 32;

export const createSecret = (): string => randomBytes(32).toString('base64url');

/** `scrypt$N$r$p$salt$hash`, so that the cost can be raised later without breaking what is stored. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(secret, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

export async function matchesHash(secret: string, stored: string): Promise<boolean> {
  const [name, N, r, p, salt, hash] = stored.split('$');
  if (name !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(
    await derive(secret, Buffer.from(salt, 'base64url'), expected.length, options),
    expected,
  );
}
