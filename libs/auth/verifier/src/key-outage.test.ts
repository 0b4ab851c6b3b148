import { createVerifier, type RefreshOutcome, type VerifierOptions } from './index.ts';
import {
  createFakeClock,
  createTestIssuer,
  type FakeClock,
  type IssuerMode,
  type TestIssuer,
} from './testing/index.ts';

const HOUR = 3_600_000;
let clock: FakeClock;
let issuer: TestIssuer;
let outcomes: RefreshOutcome[];
let unknownKids: number;

beforeEach(async () => {
  clock = createFakeClock();
  issuer = await createTestIssuer({ now: clock.now });
  outcomes = [];
  unknownKids = 0;
});
afterEach(() => issuer.close());

const make = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUrl: issuer.jwksUrl,
    clock,
    random: () => 1,
    fetchTimeoutMillis: 100,
    observer: { onRefresh: (outcome) => outcomes.push(outcome), onUnknownKid: () => (unknownKids += 1) },
    ...options,
  });
const started = async (options?: Partial<VerifierOptions>) => {
  const verifier = make(options);
  await verifier.start();
  return verifier;
};
const longLived = () => issuer.mint({ claims: { exp: Math.floor(clock.now() / 1000) + 48 * 3600 } });
const unavailable = {
  ok: false,
  problem: { code: 'keys-unavailable', retryAfterSeconds: expect.any(Number) },
};
const unauthenticated = { ok: false, problem: { code: 'unauthenticated' } };

describe('a verifier whose issuer fails', () => {
  it.each<[IssuerMode, string]>([
    ['down', 'unreachable'],
    ['slow', 'timeout'],
    ['garbage', 'not-json'],
    ['empty', 'no-usable-key'],
    ['error', 'bad-status'],
    ['huge', 'too-large'],
    ['redirect', 'unreachable'],
  ])('keeps the old keys when the key set is %s', async (mode, reason) => {
    const verifier = await started({ maxCachedTokens: 0 });
    issuer.behave(mode);
    clock.advance(60_000); // the refresh in the background falls due
    const token = longLived();
    issuer.rotate();
    expect(await verifier.verify(`Bearer ${longLived()}`)).toMatchObject(unavailable); // joins that refresh
    expect(outcomes.at(-1)).toMatchObject({ ok: false, reason, consecutiveFailures: 1 });
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ ok: true });
    expect(verifier.ready()).toBe(true);
    verifier.stop();
  });

  it('serves known keys for 24 hours and then says that it cannot judge', async () => {
    const verifier = await started();
    const token = longLived();
    verifier.stop();
    issuer.behave('down');
    clock.advance(24 * HOUR - 1);
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ ok: true });
    clock.advance(1);
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject(unavailable);
    expect(verifier.ready()).toBe(false);
  });

  it('is not ready on a cold start, answers 503 and never 401 or 200, and recovers by itself', async () => {
    issuer.behave('down');
    const verifier = await started();
    expect(verifier.ready()).toBe(false);
    expect(await verifier.verify(`Bearer ${issuer.mint()}`)).toMatchObject(unavailable);
    issuer.behave('up');
    clock.advance(1_000);
    expect(await verifier.verify(`Bearer ${issuer.mint()}`)).toMatchObject({ ok: true });
    expect(verifier.ready()).toBe(true);
    verifier.stop();
  });

  it('asks a failing issuer at a growing distance, not for every token', async () => {
    issuer.behave('error');
    const verifier = make();
    for (let call = 0; call < 20; call += 1) await verifier.verify(`Bearer ${issuer.mint()}`);
    expect(issuer.hits.jwks).toBe(1);
    clock.advance(1_000);
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(`Bearer ${issuer.mint()}`)));
    expect(issuer.hits.jwks).toBe(2);
    clock.advance(1_999);
    await verifier.verify(`Bearer ${issuer.mint()}`);
    expect(issuer.hits.jwks).toBe(2);
  });

  it('keeps its pauses when the wall clock is set back', async () => {
    issuer.behave('error');
    const verifier = make();
    await verifier.verify(`Bearer ${issuer.mint()}`);
    clock.step(-HOUR);
    issuer.behave('up');
    clock.advance(1_000);
    expect(await verifier.verify(`Bearer ${issuer.mint()}`)).toMatchObject({ ok: true });
  });
});

describe('a verifier whose issuer rotates its key', () => {
  it('row 80: accepts the new key at once, with one fetch', async () => {
    const verifier = await started();
    const old = issuer.mint();
    issuer.rotate({ keepOld: true });
    const results = await Promise.all([1, 2, 3].map(() => verifier.verify(`Bearer ${issuer.mint()}`)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(await verifier.verify(`Bearer ${old}`)).toMatchObject({ ok: true });
    expect([issuer.hits.jwks, unknownKids]).toEqual([2, 0]);
    verifier.stop();
  });

  it('row 79: refuses a token of the old key once it has left the key set, verified before or not', async () => {
    const verifier = await started();
    const [seen, unseen] = [issuer.mint(), issuer.mint()];
    await verifier.verify(`Bearer ${seen}`);
    issuer.rotate();
    await verifier.verify(`Bearer ${issuer.mint()}`);
    expect(await verifier.verify(`Bearer ${seen}`)).toMatchObject(unauthenticated);
    expect(await verifier.verify(`Bearer ${unseen}`)).toMatchObject(unauthenticated);
    verifier.stop();
  });

  it('fetches once per cool-down for keys that nobody knows, and counts them', async () => {
    const verifier = await started();
    const unknown = () => issuer.mint({ header: { kid: 'unknown' } });
    for (let call = 0; call < 20; call += 1)
      expect(await verifier.verify(`Bearer ${unknown()}`)).toMatchObject(unauthenticated);
    expect(issuer.hits.jwks).toBe(2);
    expect(unknownKids).toBe(20);
    clock.advance(5_000);
    await verifier.verify(`Bearer ${unknown()}`);
    expect(issuer.hits.jwks).toBe(3);
    verifier.stop();
  });

  it('learns a published key in the background before it is used', async () => {
    let refreshed = Promise.withResolvers<void>();
    const verifier = await started({ observer: { onRefresh: () => refreshed.resolve() } });
    refreshed = Promise.withResolvers();
    issuer.rotate({ keepOld: true });
    clock.advance(60_000);
    await refreshed.promise;
    expect(await verifier.verify(`Bearer ${issuer.mint()}`)).toMatchObject({ ok: true });
    expect(issuer.hits.jwks).toBe(2);
    verifier.stop();
  });
});

describe('the cache of verified tokens', () => {
  it('ends with the token', async () => {
    const verifier = await started();
    const token = issuer.mint({ claims: { exp: Math.floor(clock.now() / 1000) + 10 } });
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ ok: true });
    clock.advance(16_000);
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject(unauthenticated);
    verifier.stop();
  });

  it('judges by the wall clock as it is now, also after it was set back', async () => {
    const verifier = await started();
    const token = issuer.mint();
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ ok: true });
    clock.step(-60_000);
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject(unauthenticated);
    clock.step(56_000);
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({ ok: true });
    verifier.stop();
  });
});
