import { decodeJwt, decodeProtectedHeader } from 'jose';
import request from 'supertest';
import { ISSUER, startTestAuth, type TestAuth } from '../testing/test-auth.ts';

let auth: TestAuth;
let demoSecret: string;
beforeAll(async () => {
  auth = await startTestAuth();
  demoSecret = await auth.secretOf('demo');
});
afterAll(() => auth.stop());

const post = (path: string, form: Record<string, string>) =>
  request(auth.url).post(path).type('form').send(form);
const grant = { grant_type: 'client_credentials' };

describe('the token endpoint', () => {
  it('issues an access token as RFC 9068 has it, for the gateway unless asked otherwise', async () => {
    const { status, headers, body } = await auth.askToken('demo');
    expect([status, headers['cache-control'], body.token_type, body.expires_in]).toEqual([
      200,
      'no-store',
      'Bearer',
      900,
    ]);
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: expect.any(String),
    });
    const now = auth.clock.now() / 1000;
    expect(decodeJwt(body.access_token)).toEqual({
      ...{ iss: ISSUER, aud: 'urn:slipway:service:gateway', sub: 'demo', client_id: 'demo' },
      ...{ scope: 'infer metrics:read', iat: now, exp: now + 900, jti: expect.any(String) },
    });
  });

  it('takes the secret from the body as well', async () => {
    expect(
      (await post('/oauth2/token', { ...grant, client_id: 'demo', client_secret: demoSecret })).status,
    ).toBe(200);
  });

  it.each([
    ['a scope of its own', { scope: 'infer' }, 'infer'],
    ['less than it may: one model', { scope: 'infer:digits' }, 'infer:digits'],
    ['two scopes', { scope: 'metrics:read infer' }, 'metrics:read infer'],
  ])('grants %s', async (_what, form, scope) => {
    expect(decodeJwt(await auth.token('demo', form)).scope).toBe(scope);
  });

  it('grants another audience of the client', async () => {
    const resource = 'urn:slipway:service:digits-onnx';
    expect(decodeJwt(await auth.token('demo', { resource })).aud).toBe(resource);
  });

  it.each([
    ['60', 60],
    ['3600', 3600],
  ])('makes the token live as long as ttl %s says', async (ttl, seconds) => {
    const { iat, exp } = decodeJwt(await auth.token('demo', { ttl }));
    expect(exp! - iat!).toBe(seconds);
  });

  it.each<[number, string, Record<string, string>, number, string]>([
    [
      85,
      'an unknown grant',
      { grant_type: 'password', username: 'a', password: 'b' },
      400,
      'unsupported_grant_type',
    ],
    [
      85,
      'a grant that is not served',
      { grant_type: 'authorization_code', code: 'x' },
      400,
      'unsupported_grant_type',
    ],
    [85, 'a refresh', { grant_type: 'refresh_token', refresh_token: 'x' }, 400, 'unsupported_grant_type'],
    [85, 'no grant', { grant_type: '' }, 400, 'invalid_request'],
    [85, 'a scope of somebody else', { scope: 'models:admin' }, 400, 'invalid_scope'],
    [85, 'one scope too many', { scope: 'infer clients:admin' }, 400, 'invalid_scope'],
    [85, 'an unknown scope', { scope: 'everything' }, 400, 'invalid_scope'],
    [85, 'a scope of forbidden characters', { scope: 'infer:"' }, 400, 'invalid_scope'],
    [85, 'an audience of somebody else', { resource: 'urn:slipway:service:auth' }, 400, 'invalid_target'],
    [85, 'an audience that is no URI', { resource: 'gateway' }, 400, 'invalid_target'],
    [85, 'a ttl over the limit', { ttl: '3601' }, 400, 'invalid_request'],
    [85, 'a ttl of 0', { ttl: '0' }, 400, 'invalid_request'],
    [85, 'a ttl that is no number', { ttl: '1e3' }, 400, 'invalid_request'],
  ])('row %i: refuses %s', async (_row, _what, form, status, error) => {
    const answer = await auth.askToken('demo', form);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  it.each([
    ['a wrong secret', 'demo', 'wrong-wrong-wrong'],
    ['an unknown client', 'nobody', 'wrong-wrong-wrong'],
    ['__proto__', '__proto__', 'x'],
    ['SQL', "' OR 1=1 --", 'x'],
  ])('row 85: refuses %s with 401', async (_what, id, secret) => {
    const { status, headers, body } = await post('/oauth2/token', grant).auth(id, secret);
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers['www-authenticate']).toMatch(/^Basic realm=/);
  });

  it('serves nothing else of the provider', async () => {
    for (const path of [
      '/auth',
      '/me',
      '/session/end',
      '/request',
      '/reg',
      '/token',
      '/interaction/x',
      '/oauth2/',
    ])
      expect([path, (await request(auth.url).get(path)).status]).toEqual([path, 404]);
    const { status, headers } = await request(auth.url).get('/oauth2/token');
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });
});

describe('introspection', () => {
  const introspect = (form: Record<string, string>) => post('/oauth2/introspect', form);

  it('tells about a valid token', async () => {
    const token = await auth.token('demo');
    const { body } = await introspect({ token }).auth('demo', demoSecret);
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...decodeJwt(token) });
  });

  it.each<[string, (token: string) => string]>([
    ['garbage', () => 'garbage'],
    ['a broken signature', (token) => `${token.slice(0, -4)}AAAA`],
    ['an unsigned token', (token) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['100 KB', () => 'x'.repeat(20_000)],
  ])('row 83: says of %s that it is not active, and no more', async (_what, make) => {
    const { status, body } = await introspect({ token: make(await auth.token('demo')) }).auth(
      'demo',
      demoSecret,
    );
    expect([status, body]).toEqual([200, { active: false }]);
  });

  it('row 84: wants client authentication', async () => {
    const token = await auth.token('demo');
    for (const call of [
      introspect({ token }),
      introspect({ token }).auth('demo', 'wrong'),
      introspect({ token }).auth(token, { type: 'bearer' }),
    ]) {
      const { status, headers, body } = await call;
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect(headers['www-authenticate']).toBe('Basic realm="slipway"');
    }
  });

  it.each<Record<string, string>>([{}, { token: '' }])('row 84: wants a token: %j', async (form) => {
    const { status, body } = await introspect(form).auth('demo', demoSecret);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('row 84: refuses two tokens and two ways of authentication', async () => {
    const call = request(auth.url).post('/oauth2/introspect').type('form');
    expect((await call.send('token=a&token=b').auth('demo', demoSecret)).status).toBe(400);
    const twice = introspect({ token: 'a', client_id: 'demo', client_secret: demoSecret }).auth(
      'demo',
      demoSecret,
    );
    expect((await twice).status).toBe(400);
  });
});

describe('revocation', () => {
  const revoke = (token: string) => post('/oauth2/revoke', { token });

  it('makes a token inactive at once', async () => {
    const token = await auth.token('demo');
    expect((await auth.introspect(token)).active).toBe(true);
    expect((await revoke(token).auth('demo', demoSecret)).status).toBe(200);
    expect(await auth.introspect(token)).toEqual({ active: false });
    expect((await revoke(token).auth('demo', demoSecret)).status).toBe(200);
  });

  it('is for the client whose token it is', async () => {
    const token = await auth.token('operator');
    const { status, body } = await revoke(token).auth('demo', demoSecret);
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
    expect((await auth.introspect(token)).active).toBe(true);
  });

  it('answers 200 for what is no token, and 401 without authentication', async () => {
    expect((await revoke('garbage').auth('demo', demoSecret)).status).toBe(200);
    expect((await revoke('garbage')).status).toBe(401);
  });
});

describe('discovery', () => {
  it('names what is served, under the configured origin whatever the Host header says', async () => {
    const { body } = await request(auth.url)
      .get('/.well-known/openid-configuration')
      .set('host', 'evil.example');
    expect(JSON.stringify(body)).not.toContain('evil');
    expect(body.issuer).toBe(ISSUER);
    for (const [name, value] of Object.entries<string>(body).filter(([key]) =>
      /_(endpoint|uri)$/.test(key),
    )) {
      const path = value.slice(ISSUER.length);
      const { status } = await (name === 'jwks_uri' ? request(auth.url).get(path) : post(path, {}));
      expect([name, status === 404 || status === 405]).toEqual([name, false]);
    }
  });

  it('is the same at both of its addresses, and so is the key set', async () => {
    const at = async (path: string) => (await request(auth.url).get(path)).body;
    expect(await at('/.well-known/oauth-authorization-server')).toEqual(
      await at('/.well-known/openid-configuration'),
    );
    const keySet = await at('/oauth2/jwks');
    expect(keySet).toEqual(await at('/.well-known/jwks.json'));
    expect(Object.keys(keySet.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
