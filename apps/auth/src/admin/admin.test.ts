import request from 'supertest';
import { startTestAuth, type TestAuth } from '../testing/test-auth.ts';

let auth: TestAuth;
beforeEach(async () => {
  auth = await startTestAuth();
});
afterEach(() => auth.stop());

const askAs = (id: string, secret: string) =>
  request(auth.url)
    .post('/oauth2/token')
    .auth(id, secret)
    .type('form')
    .send({ grant_type: 'client_credentials' });
const create = async (client: object) => auth.admin('post', '/clients', client);

describe('the admin API', () => {
  it.each([
    ['no token', async () => ({}), 401],
    ['a token for another service', async () => bearer(await auth.token('operator')), 401],
    ['a token without clients:admin', async () => bearer(await operatorToken('infer')), 403],
  ])('is closed to %s', async (_what, headers, status) => {
    const answer = await request(auth.url)
      .get('/admin/clients')
      .set(await headers());
    expect([answer.status, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="slipway"/);
  });

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const operatorToken = (scope: string) =>
    auth.token('operator', { resource: 'urn:slipway:service:auth', scope });

  it('is closed to a revoked token, and to the token of a disabled client', async () => {
    const token = await operatorToken('clients:admin');
    const list = () => request(auth.url).get('/admin/clients').set(bearer(token));
    expect((await list()).status).toBe(200);
    const secret = await auth.secretOf('operator');
    await request(auth.url).post('/oauth2/revoke').auth('operator', secret).type('form').send({ token });
    expect((await list()).status).toBe(401);
  });

  it('adds a client and shows its secret this once', async () => {
    const { status, headers, body } = await create({ id: 'alice', description: 'Her laptop' });
    expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
    expect(body.client).toMatchObject({
      id: 'alice',
      scopes: ['infer'],
      audiences: ['gateway'],
      disabled: false,
    });
    expect((await askAs('alice', body.secret)).status).toBe(200);
    const list = JSON.stringify((await auth.admin('get', '/clients')).body);
    expect(list).toContain('alice');
    expect(list).not.toMatch(new RegExp(`${body.secret}|scrypt`));
    expect((await create({ id: 'alice' })).status).toBe(409);
  });

  it.each([
    [{}, 'id'],
    [{ id: '../x' }, 'id'],
    [{ id: 'A' }, 'id'],
    [{ id: 'a', scopes: ['root'] }, 'scopes.0'],
    [{ id: 'a', audiences: [] }, 'audiences'],
    [{ id: 'a', audiences: ['gateway', 'nosuch'] }, 'audiences.1'],
    [{ id: 'a', maxTtlSeconds: 1e9 }, 'maxTtlSeconds'],
    [{ id: 'a', secret: 'mine' }, 'the body'],
    [[], 'the body'],
  ])('refuses the client %j and names the place', async (client, place) => {
    const { status, body } = await create(client);
    expect(status).toBe(400);
    expect(body.type).toBe('urn:slipway:problem:invalid-request');
    expect(body.detail.startsWith(`${place}: `)).toBe(true);
  });

  it('says which services there are to somebody who names another', async () => {
    const { body } = await create({ id: 'a', audiences: ['nosuch'] });
    expect(body.detail).toBe(
      'audiences.0: no service is called nosuch: expected one of auth, digits-onnx, digits-tfjs, gateway, ' +
        'or declare it as an audience in clients.yaml',
    );
  });

  it('refuses what is no JSON', async () => {
    const call = request(auth.url)
      .post('/admin/clients')
      .set(bearer(await operatorToken('clients:admin')));
    expect((await call.type('json').send('{')).body.type).toBe('urn:slipway:problem:invalid-json');
  });

  it('rotates a secret; the old one stays valid for the overlap', async () => {
    const old = (await create({ id: 'alice' })).body.secret;
    const { body } = await auth.admin('post', '/clients/alice/rotate');
    expect(body.overlapSeconds).toBe(600);
    auth.clock.advance(599_000);
    expect([(await askAs('alice', old)).status, (await askAs('alice', body.secret)).status]).toEqual([
      200, 200,
    ]);
    auth.clock.advance(1_000);
    expect([(await askAs('alice', old)).status, (await askAs('alice', body.secret)).status]).toEqual([
      401, 200,
    ]);
  });

  it('rotates without an overlap where the old secret is known to others', async () => {
    const old = (await create({ id: 'alice' })).body.secret;
    await askAs('alice', old);
    await auth.admin('post', '/clients/alice/rotate', { now: true });
    expect((await askAs('alice', old)).status).toBe(401);
  });

  it('writes the new secret of a declared client into its file', async () => {
    const before = await auth.secretOf('demo');
    const { body } = await auth.admin('post', '/clients/demo/rotate', { now: true });
    expect(await auth.secretOf('demo')).toBe(body.secret);
    expect(body.secret).not.toBe(before);
    expect((await auth.askToken('demo')).status).toBe(200);
  });

  it('disables a client and its tokens, and enables it again', async () => {
    const token = await auth.token('demo');
    await auth.admin('post', '/clients/demo/disable');
    expect((await auth.askToken('demo')).status).toBe(401);
    expect((await auth.introspect(token)).active).toBe(false);
    expect((await auth.admin('post', '/clients/demo/enable')).body.client.disabled).toBe(false);
    expect((await auth.askToken('demo')).status).toBe(200);
  });

  it.each(['rotate', 'disable', 'enable'])('answers 404 to %s of nobody', async (action) => {
    expect((await auth.admin('post', `/clients/nobody/${action}`)).status).toBe(404);
  });

  it('counts token requests where an operator may read', async () => {
    const token = await auth.token('operator', {
      resource: 'urn:slipway:service:auth',
      scope: 'metrics:read',
    });
    const { text } = await request(auth.url).get('/metrics').set(bearer(token));
    expect(text).toContain('slipway_auth_token_requests_total{outcome="issued",service="auth"} 1');
    expect((await request(auth.url).get('/metrics')).status).toBe(401);
  });
});
