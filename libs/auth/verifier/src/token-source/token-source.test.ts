import { createFakeClock, createTestIssuer, type FakeClock, type TestIssuer } from '../testing/index.ts';
import { createTokenSource, type RenewalOutcome, type TokenSourceOptions } from './index.ts';

let clock: FakeClock;
let issuer: TestIssuer;
let outcomes: RenewalOutcome[];
let renewed: () => void;

beforeEach(async () => {
  clock = createFakeClock();
  issuer = await createTestIssuer({ now: clock.now });
  outcomes = [];
  renewed = () => undefined;
});
afterEach(() => issuer.close());

const make = (options: Partial<TokenSourceOptions> = {}) =>
  createTokenSource({
    tokenUrl: issuer.tokenUrl,
    clientId: 'gateway',
    clientSecret: 'secret',
    resource: 'urn:slipway:service:digits-onnx',
    scope: 'infer',
    clock,
    random: () => 1,
    timeoutMillis: 100,
    onRenewal: (outcome) => {
      outcomes.push(outcome);
      renewed();
    },
    ...options,
  });
const nextRenewal = () => new Promise<void>((resolve) => (renewed = resolve));
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('a token source', () => {
  it('asks once for all that wait, and names audience and scope', async () => {
    const source = make();
    const results = await Promise.all([1, 2, 3].map(() => source.token()));
    expect(new Set(results.map((result) => result.ok && result.value)).size).toBe(1);
    expect(issuer.hits.token).toBe(1);
    const [first] = results;
    expect(claimsOf(first?.ok ? first.value : '')).toMatchObject({
      aud: 'urn:slipway:service:digits-onnx',
      scope: 'infer',
    });
  });

  it('renews in the background before the token expires', async () => {
    const source = make();
    const first = await source.token();
    clock.advance(250_000); // of 300 s
    const renewal = nextRenewal();
    expect(await source.token()).toEqual(first);
    await renewal;
    expect(await source.token()).not.toEqual(first);
    expect(issuer.hits.token).toBe(2);
  });

  it('uses the old token while it is valid and auth is down, then says so', async () => {
    const source = make();
    const first = await source.token();
    issuer.behave('down');
    clock.advance(280_000);
    const renewal = nextRenewal();
    expect(await source.token()).toEqual(first);
    await renewal;
    clock.advance(20_000);
    expect(await source.token()).toMatchObject({ ok: false, problem: { code: 'unavailable' } });
    expect(outcomes.at(-1)).toMatchObject({ ok: false, reason: 'unreachable', consecutiveFailures: 2 });
  });

  it('does not storm an auth service that is down', async () => {
    issuer.behave('error');
    const source = make();
    for (let call = 0; call < 20; call += 1) await source.token();
    expect(issuer.hits.token).toBe(1);
    issuer.behave('up');
    clock.advance(1_000);
    expect((await source.token()).ok).toBe(true);
  });

  it('lets a caller leave without ending the renewal for the others', async () => {
    const source = make();
    const leaving = new AbortController();
    const [left, stayed] = [source.token(leaving.signal), source.token()];
    leaving.abort();
    expect((await left).ok).toBe(false);
    expect((await stayed).ok).toBe(true);
  });

  it('reads the secret anew for each renewal', async () => {
    const secrets = ['one', 'two'];
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = (url, init) => {
      sent.push(
        Buffer.from(new Headers(init?.headers).get('authorization')?.slice(6) ?? '', 'base64').toString(),
      );
      return globalThis.fetch(url, init);
    };
    const source = make({ fetch, clientSecret: () => secrets.shift() ?? '' });
    await source.token();
    source.forget();
    await source.token();
    expect(sent).toEqual(['gateway:one', 'gateway:two']);
  });

  it('says why it has no token when the secret cannot be read', async () => {
    const source = make({ clientSecret: () => Promise.reject(new Error('no file')) });
    expect((await source.token()).ok).toBe(false);
    expect(outcomes).toEqual([{ ok: false, reason: 'no-secret', consecutiveFailures: 1 }]);
  });
});
