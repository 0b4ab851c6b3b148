import request from 'supertest';
import { startTestAuth, type TestAuth } from '../testing/test-auth.ts';

let auth: TestAuth;
beforeEach(async () => {
  auth = await startTestAuth();
});
afterEach(() => auth.stop());

const guess = (path = '/oauth2/token') =>
  request(auth.url)
    .post(path)
    .auth('demo', 'wrong-wrong')
    .type('form')
    .send({ grant_type: 'client_credentials', token: 'x' });
const guessTenTimes = async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess()).status).toBe(401);
};

describe('somebody who guesses secrets', () => {
  it('is told to wait after ten failures, at every endpoint', async () => {
    await guessTenTimes();
    for (const path of ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke']) {
      const { status, headers, body } = await guess(path);
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
});
