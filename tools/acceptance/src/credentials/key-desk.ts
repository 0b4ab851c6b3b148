import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeJwt } from '@slipway/auth-verifier/testing';
import { audienceOf } from '@slipway/auth-verifier';
import type { Credentials, TokenWish } from './credentials.ts';
import { createSigningKey, es256, type SigningKey } from './signing-key.ts';

export interface KeyDesk extends Credentials {
  /** Where the services find the key set. */
  readonly jwksUrl: string;
  /** Origin of a token endpoint that admits every client, for stacks without the real token service. */
  readonly url: string;
  /** Where the real token service publishes its own keys, from when it runs. */
  mirror(jwksUrl: string): void;
  close(): Promise<void>;
}

export interface KeyDeskOptions {
  /** The `iss` of every token. */
  readonly issuer: string;
  /** Secret of a declared client. */
  readonly secretOf: (client: string) => string;
}

const LIFETIME_SECONDS = 300;

/** Credentials over HTTP on 127.0.0.1. */
export async function openKeyDesk({ issuer, secretOf }: KeyDeskOptions): Promise<KeyDesk> {
  // The services' own tokens keep their key, so that a rotation concerns only the tokens of the test.
  const serviceKey = createSigningKey();
  const state = { key: createSigningKey(), mode: 'up' as 'up' | 'down', mirrored: '', trapHits: 0 };

  const token = ({
    service = 'gateway',
    client = 'acceptance',
    scope = 'infer',
    ...wish
  }: TokenWish = {}) => {
    const key = wish.key ?? state.key;
    const now = Math.floor(Date.now() / 1000);
    const who = { iss: issuer, aud: audienceOf(service), sub: client, client_id: client, scope };
    const when = { iat: now, exp: now + LIFETIME_SECONDS, jti: randomUUID() };
    const header = { alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...wish.header };
    return encodeJwt(
      header,
      { ...who, ...when, ...wish.claims },
      wish.sign ?? ((input) => es256(key, input)),
    );
  };

  const server = createServer((req, res) => {
    if (req.url === '/trap') state.trapHits++;
    if (req.url === '/oauth2/jwks' && state.mode === 'down') return void res.destroy();
    const answer =
      req.url === '/oauth2/jwks'
        ? keySet([state.key, serviceKey], state.mirrored)
        : req.url === '/oauth2/token'
          ? grant(req, (claims) => token({ key: serviceKey, claims }))
          : Promise.resolve({});
    answer.then((body) => sendJson(res, body)).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    url,
    jwksUrl: `${url}/oauth2/jwks`,
    token,
    currentKey: () => state.key,
    rotate: () => void (state.key = createSigningKey()),
    basic: (client) => `Basic ${btoa(`${client}:${secretOf(client)}`)}`,
    serveKeys: (mode) => void (state.mode = mode),
    mirror: (jwksUrl) => void (state.mirrored = jwksUrl),
    trapUrl: `${url}/trap`,
    trapHits: () => state.trapHits,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function keySet(own: readonly SigningKey[], mirrored: string): Promise<{ keys: unknown[] }> {
  const keys: unknown[] = own.map(({ jwk }) => jwk);
  if (mirrored === '') return { keys };
  const answer = await fetch(mirrored);
  const { keys: theirs } = (await answer.json()) as { keys: unknown[] };
  return { keys: [...keys, ...theirs] };
}

async function grant(req: IncomingMessage, sign: (claims: Record<string, unknown>) => string) {
  let form = '';
  for await (const chunk of req) form += String(chunk);
  const aud = new URLSearchParams(form).get('resource') ?? undefined;
  const who = { sub: 'gateway', client_id: 'gateway' };
  return { access_token: sign({ aud, ...who }), token_type: 'Bearer', expires_in: LIFETIME_SECONDS };
}

const sendJson = (res: ServerResponse, body: unknown): void =>
  void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
