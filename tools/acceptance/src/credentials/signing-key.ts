import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As a key set lists it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function createSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' };
  return { kid, privateKey, publicKey, jwk };
}

export const es256 = ({ privateKey }: SigningKey, input: Buffer): Buffer =>
  sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
