import { randomUUID } from 'node:crypto';
import { encodeJwt } from '@slipway/auth-verifier/testing';
import { audienceOf } from '@slipway/auth-verifier';
import type { Credentials, TokenWish } from './credentials.ts';
import type { KeyServerState } from './key-server.ts';
import { createSigningKey, es256, type SigningKey } from './signing-key.ts';

export interface KeyDeskOptions {
  /** The `iss` of every token. */
  readonly issuer: string;
  /** Origin of the key server as the tests reach it, and as the services do. */
  readonly url: string;
  readonly urlForServices: string;
  /** Secret of a declared client. */
  readonly secretOf: (client: string) => string;
}

const LIFETIME_SECONDS = 300;

/** Credentials whose public keys a running key server shows. */
export async function openKeyDesk({
  issuer,
  url,
  urlForServices,
  secretOf,
}: KeyDeskOptions): Promise<Credentials> {
  let key: SigningKey = createSigningKey();
  let mode: KeyServerState['mode'] = 'up';
  const show = async () => {
    const state: KeyServerState = { keys: [key.jwk], mode };
    await fetch(`${url}/state`, { method: 'PUT', body: JSON.stringify(state) });
  };
  await show();
  return {
    issuer,
    token: (wish) => makeToken(issuer, key, wish),
    currentKey: () => key,
    rotate: async () => {
      key = createSigningKey();
      await show();
    },
    basic: (client) => `Basic ${btoa(`${client}:${secretOf(client)}`)}`,
    serveKeys: async (wanted) => {
      mode = wanted;
      await show();
    },
    trapUrl: `${urlForServices}/trap`,
    trapHits: async () => (await (await fetch(`${url}/trap-hits`)).json()) as number,
  };
}

function makeToken(
  issuer: string,
  current: SigningKey,
  { service = 'gateway', client = 'acceptance', scope = 'infer', ...wish }: TokenWish = {},
): string {
  const key = wish.key ?? current;
  const now = Math.floor(Date.now() / 1000);
  const who = { iss: issuer, aud: audienceOf(service), sub: client, client_id: client, scope };
  const when = { iat: now, exp: now + LIFETIME_SECONDS, jti: randomUUID() };
  const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...wish.header };
  return encodeJwt(header, { ...who, ...when, ...wish.claims }, wish.sign ?? ((input) => es256(key, input)));
}
