import { setTimeout as sleep } from 'node:timers/promises';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { Client } from 'pg';
import request from 'supertest';
import { startPostgresServer, type PostgresServer } from './testing/postgres-server.ts';
import { startTestAuth, type TestAuth } from './testing/test-auth.ts';
import { until } from './testing/until.ts';

const onEngine = { platform: 'compose', engine: await findEngine(), env: process.env };

describeOn(onEngine, 'a token service whose PostgreSQL goes away', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 300_000);
  afterAll(() => server?.remove(), 60_000);

  let auth: TestAuth;
  let token: string;
  beforeEach(async () => {
    auth = await startTestAuth({
      SLIPWAY_DATABASE_URL: await server.createDatabase(),
      SLIPWAY_STATE_DIR: '',
    });
    token = await auth.token('operator', { resource: 'urn:slipway:service:auth' });
  });
  afterEach(() => auth.stop());

  const post = async (path: string) =>
    request(auth.url)
      .post(path)
      .auth('operator', await auth.secretOf('operator'))
      .type('form')
      .send({ token });
  const readiness = async () => (await request(auth.url).get('/readyz')).body;
  const outage = {
    error: 'temporarily_unavailable',
    error_description: 'The token service cannot reach its database: try again',
  };

  it('answers 503 with Retry-After where it needs it, serves its keys, and recovers by itself', async () => {
    await server.stop();
    for (const answer of [
      await auth.askToken('demo'),
      await post('/oauth2/introspect'),
      await post('/oauth2/revoke'),
    ])
      expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([503, '2', outage]);
    const admin = await request(auth.url).get('/admin/clients').set('authorization', `Bearer ${token}`);
    expect([admin.status, admin.headers['retry-after'], admin.body.type]).toEqual([
      503,
      '2',
      'urn:slipway:problem:unavailable',
    ]);
    for (const path of ['/oauth2/jwks', '/.well-known/openid-configuration', '/livez'])
      expect([path, (await request(auth.url).get(path)).status]).toEqual([path, 200]);
    const metrics = request(auth.url).get('/metrics').set('authorization', `Bearer ${token}`);
    expect((await metrics).text).toContain('{outcome="temporarily_unavailable",service="auth"} 1');
    expect(await readiness()).toEqual({ ready: true, missing: [] });

    auth.clock.advance(20_000);
    expect(await readiness()).toEqual({ ready: false, missing: ['store'] });
    expect((await request(auth.url).get('/oauth2/jwks')).status).toBe(200);

    await server.start();
    expect((await auth.askToken('demo')).status).toBe(200);
    await until('it is ready again', async () => {
      auth.clock.advance(1_000);
      return (await readiness()).ready;
    });
    expect((await auth.introspect(token)).active).toBe(true);
  }, 60_000);

  it('answers 503 too when it falls silent without a word', async () => {
    await server.pause();
    const { status, body } = await auth.askToken('demo');
    expect([status, body]).toEqual([503, outage]);
    await server.unpause();
    await until('it answers again', async () => (await auth.askToken('demo')).status === 200);
  }, 60_000);

  it('starts where it falls silent between the first word and the first use', async () => {
    const settings = { SLIPWAY_DATABASE_URL: await server.createDatabase(), SLIPWAY_STATE_DIR: '' };
    await startTestAuth(settings).then((first) => first.stop());
    const other = new Client({ connectionString: settings.SLIPWAY_DATABASE_URL });
    await other.connect();
    // Longer than a statement may take.
    await other.query('BEGIN; LOCK TABLE slipway_auth.clients');
    const release = sleep(4_000).then(() => other.end());
    const late = await startTestAuth(settings);
    await release;
    expect((await late.askToken('demo')).status).toBe(200);
    await late.stop();
  }, 60_000);
});
