import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { NewKey, PrivateJwk } from './key-ring.ts';

/** A fresh ES256 key pair. */
export async function newKey(): Promise<NewKey> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  return { kid: randomUUID(), jwk: privateKey.export({ format: 'jwk' }) as unknown as PrivateJwk };
}
