import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** As a key set lists it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export interface MintOptions {
  /** Laid over the defaults; `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Laid over the defaults; `undefined` removes a header. The signature is ES256 whatever is written here. */
  readonly header?: Readonly<Record<string, unknown>>;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT of any content; the signature is made over the first two parts. */
export function encodeJwt(
  header: unknown,
  claims: unknown,
  signer: (input: Buffer) => Buffer | string,
): string {
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = signer(Buffer.from(input));
  return `${input}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`;
}

export function generateSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } };
}

export const es256 =
  ({ privateKey }: SigningKey) =>
  (input: Buffer) =>
    sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
