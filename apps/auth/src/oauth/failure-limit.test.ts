import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { startTestAuth, type TestAuth } from '../testing/test-auth.ts';

let folder: string;
let auth: TestAuth;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-limit-'));
  auth = await startTestAuth({}, { folder });
});
afterEach(async () => {
  await auth.stop();
  rmSync(folder, { recursive: true });
});

const ask = (id: string, secret: string, path = '/oauth2/token') =>
  request(auth.url)
    .post(path)
    .auth(id, secret)
    .type('form')
    .send({ grant_type: 'client_credentials', token: 'x' });
const guess = (id = 'demo', path?: string) => ask(id, 'wrong-wrong', path);
const guessTenTimes = async (id?: string) => {
  for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess(id)).status).toBe(401);
};
const restart = async () => {
  await auth.stop();
  auth = await startTestAuth({}, { folder });
};

describe('somebody who guesses secrets', () => {
  it('is told to wait after ten failures, at every endpoint', async () => {
    await guessTenTimes();
    for (const path of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
      const { status, body, headers } = await guess('demo', path);
      expect([status, body.error, headers['retry-after']]).toEqual([429, 'slow_down', '6']);
    }
    auth.clock.advance(6_000);
    expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
  });

  it('does not lock out the client in whose name it happens', async () => {
    await auth.token('demo');
    await guessTenTimes();
    expect((await guess()).status).toBe(429);
    expect((await auth.askToken('demo')).status).toBe(200);
  });

  it.each([
    ['the first start', async () => undefined],
    ['a restart', restart],
  ])('does not lock out a declared client that has not asked since %s', async (_what, begin) => {
    await begin();
    await guessTenTimes('gateway');
    expect((await guess('gateway')).status).toBe(429);
    expect((await auth.askToken('gateway', { resource: 'urn:slipway:service:digits-onnx' })).status).toBe(
      200,
    );
  });

  it('does not lock out a client that an operator added, restarted or not', async () => {
    const { secret } = (await auth.admin('post', '/clients', { id: 'alice' })).body;
    await restart();
    await guessTenTimes('alice');
    expect((await guess('alice')).status).toBe(429);
    expect((await ask('alice', secret)).status).toBe(200);
  });

  it('does not lock out a client whose secret has just been rotated', async () => {
    await guessTenTimes('demo');
    const { secret } = (await auth.admin('post', '/clients/demo/rotate', { now: true })).body;
    await guess('demo');
    expect((await ask('demo', secret)).status).toBe(200);
  });
});
