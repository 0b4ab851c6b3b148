import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeJwt, es256, generateSigningKey, type MintOptions, type SigningKey } from './jwt.ts';

/** `slow` never answers; `down` cuts the connection; `garbage` is no JSON; `empty` is a set without keys. */
export type IssuerMode = 'up' | 'down' | 'slow' | 'garbage' | 'empty' | 'error' | 'huge' | 'redirect';

export interface TestIssuerOptions {
  /** Milliseconds since 1970; the real time by default. */
  readonly now?: () => number;
  /** Audience of the tokens that it mints. Default `urn:slipway:service:test`. */
  readonly audience?: string;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly tokenUrl: string;
  /** A valid token of client `test-client` with scope `infer` for five minutes, but for what is asked otherwise. */
  mint(options?: MintOptions): string;
  /** Makes a new signing key; the old one leaves the key set unless it is kept for an overlap. */
  rotate(options?: { readonly keepOld?: boolean }): void;
  behave(mode: IssuerMode): void;
  /** Public key of the current signing key, as the key set lists it. */
  publicJwk(): Readonly<Record<string, unknown>>;
  readonly hits: { readonly jwks: number; readonly token: number };
  close(): Promise<void>;
}

/** A token issuer on 127.0.0.1 that signs whatever a test asks for. Its token endpoint admits every client. */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { now = Date.now, audience = 'urn:slipway:service:test' } = options;
  const hits = { jwks: 0, token: 0 };
  let mode: IssuerMode = 'up';
  let current = generateSigningKey();
  let published: SigningKey[] = [current];

  function mint({ claims, header }: MintOptions = {}): string {
    const seconds = Math.floor(now() / 1000);
    const who = { iss: origin, aud: audience, sub: 'test-client', client_id: 'test-client', scope: 'infer' };
    const when = { iat: seconds, exp: seconds + 300, jti: randomUUID() };
    return encodeJwt(
      { alg: 'ES256', typ: 'at+jwt', kid: current.kid, ...header },
      { ...who, ...when, ...claims },
      es256(current),
    );
  }

  async function answerToken(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const form = new URLSearchParams(body);
    const claims = { aud: form.get('resource') ?? audience, scope: form.get('scope') ?? 'infer' };
    sendJson(res, { access_token: mint({ claims }), token_type: 'Bearer', expires_in: 300 });
  }

  const server = createServer((req, res) => {
    const isToken = req.url === '/oauth2/token';
    hits[isToken ? 'token' : 'jwks'] += 1;
    if (mode !== 'up') return misbehave(mode, res);
    if (isToken) return void answerToken(req, res);
    sendJson(res, { keys: published.map(({ jwk }) => jwk) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer: origin,
    audience,
    jwksUrl: `${origin}/oauth2/jwks`,
    tokenUrl: `${origin}/oauth2/token`,
    mint,
    rotate({ keepOld = false } = {}) {
      current = generateSigningKey();
      published = keepOld ? [current, ...published] : [current];
    },
    behave(next) {
      mode = next;
    },
    publicJwk: () => current.jwk,
    hits,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function misbehave(mode: Exclude<IssuerMode, 'up'>, res: ServerResponse): void {
  if (mode === 'down') res.destroy();
  else if (mode === 'garbage') res.end('<html>');
  else if (mode === 'empty') sendJson(res, { keys: [] });
  else if (mode === 'error') res.writeHead(500).end('{}');
  else if (mode === 'huge') res.end(Buffer.alloc(1024 * 1024, ' '));
  else if (mode === 'redirect') res.writeHead(302, { location: '/oauth2/jwks?' }).end();
}

function sendJson(res: ServerResponse, body: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
