import { createVerifier, type Verifier } from '@slipway/auth-verifier';
import request from 'supertest';
import { ISSUER, startTestAuth, type TestAuth } from '../testing/test-auth.ts';
import { until as untilOn } from '../testing/until.ts';

const PUBLISH_MILLIS = 90_000;
let auth: TestAuth;
let verifier: Verifier;
beforeEach(async () => {
  auth = await startTestAuth();
  const { url, clock } = auth;
  const audience = 'urn:slipway:service:gateway';
  verifier = createVerifier({ issuer: ISSUER, audience, jwksUrl: `${url}/oauth2/jwks`, clock });
  await verifier.start();
});
afterEach(async () => {
  verifier.stop();
  await auth.stop();
});

interface ShownKey {
  readonly kid: string;
  readonly state: string;
}

const until = (what: string, holds: () => Promise<boolean>) => untilOn(what, holds, auth.clock);
const published = async (): Promise<string[]> =>
  (await request(auth.url).get('/oauth2/jwks')).body.keys.map(({ kid }: { kid: string }) => kid);
const shown = async (): Promise<ShownKey[]> => (await auth.admin('get', '/keys')).body.keys;
const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string;
const accepted = async (token: string) => (await verifier.verify(`Bearer ${token}`)).ok;
describe('a rotation of the signing key', () => {
  it('loses no token on the way, and takes the old key out when its last token has expired', async () => {
    const [oldKid] = await published();
    const oldToken = await auth.token('demo', { ttl: '3600' });
    const { status, body } = await auth.admin('post', '/keys/rotate');
    expect([status, body.keys.map(({ state }: ShownKey) => state)]).toEqual([200, ['active', 'next']]);
    const newKid = (await published())[1]!;
    expect(kidOf(await auth.token('demo'))).toBe(oldKid);

    auth.clock.advance(PUBLISH_MILLIS);
    await until('the new key signs', async () => kidOf(await auth.token('demo')) === newKid);
    expect(await published()).toEqual([oldKid, newKid]);
    expect(await accepted(oldToken)).toBe(true);
    expect(await accepted(await auth.token('demo'))).toBe(true);

    auth.clock.advance(3_600_000 + 60_000);
    await until('the old key leaves', async () => (await published()).length === 1);
    expect(await published()).toEqual([newKid]);
    expect((await auth.introspect(oldToken)).active).toBe(false);
    expect(await accepted(oldToken)).toBe(false);
  });

  it('waits for the one under way', async () => {
    await auth.admin('post', '/keys/rotate');
    const { status, headers, body } = await auth.admin('post', '/keys/rotate');
    expect([status, headers['content-type']]).toEqual([409, 'application/problem+json; charset=utf-8']);
    const end = new Date(auth.clock.now() + PUBLISH_MILLIS).toISOString();
    expect(body.detail).toBe(
      `A new key is published already and signs from ${end} on: wait until then, or rotate with "now" to replace all keys at once.`,
    );
  });

  it('with now, drops the old key and its tokens at once', async () => {
    const token = await auth.token('demo');
    await auth.admin('post', '/keys/rotate', { now: true });
    expect((await shown()).map(({ state }) => state)).toEqual(['active']);
    expect((await auth.introspect(token)).active).toBe(false);
    expect(await accepted(await auth.token('demo'))).toBe(true); // row 80
    expect(await accepted(token)).toBe(false); // row 79
  });

  it('fails no request that comes meanwhile', async () => {
    const asked = Array.from({ length: 20 }, () => auth.askToken('demo'));
    const rotated = auth.admin('post', '/keys/rotate', { now: true });
    const answers = await Promise.all([...asked, ...Array.from({ length: 20 }, () => auth.askToken('demo'))]);
    expect((await rotated).status).toBe(200);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
