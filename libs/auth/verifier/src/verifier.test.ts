import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { createVerifier, type Verifier } from './index.ts';
import { createFakeClock, createTestIssuer, encodeJwt, type TestIssuer } from './testing/index.ts';

const clock = createFakeClock();
const seconds = (offset = 0) => Math.floor(clock.now() / 1000) + offset;
let issuer: TestIssuer;
let verifier: Verifier;

beforeAll(async () => {
  issuer = await createTestIssuer({ now: clock.now });
  verifier = createVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUrl: issuer.jwksUrl,
    clock,
  });
  await verifier.start();
});
afterAll(async () => {
  verifier.stop();
  await issuer.close();
});

const withClaims = (claims: () => Record<string, unknown>) => () => issuer.mint({ claims: claims() });
const withHeader = (header: () => Record<string, unknown>) => () => issuer.mint({ header: header() });
const bearer = (token: string) => verifier.verify(`Bearer ${token}`);

const header = (alg: string) => ({ alg, typ: 'at+jwt', kid: issuer.publicJwk().kid });
const times = () => ({ iat: seconds(), exp: seconds(300) });
const claims = () => ({
  iss: issuer.issuer,
  aud: issuer.audience,
  sub: 'c',
  client_id: 'c',
  jti: 'j',
  ...times(),
});
const publicPem = () =>
  createPublicKey({ key: issuer.publicJwk() as JsonWebKey, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
const signedWithHmac = (key: () => string | Buffer) => () =>
  encodeJwt(header('HS256'), claims(), (input) => createHmac('sha256', key()).update(input).digest());
const signedAs = (alg: string, signature: string) => () => encodeJwt(header(alg), claims(), () => signature);
const edited = (edit: (h: string, c: string, s: string) => string) => () => {
  const [h = '', c = '', s = ''] = issuer.mint().split('.');
  return edit(h, c, s);
};
const flipLastBit = (part: string) => {
  const bytes = Buffer.from(part, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes.toString('base64url');
};
/** Another spelling of the same bytes: the last of 86 letters carries two bits, the rest is ignored by decoders. */
const respell = (part: string) =>
  part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 1);

/** Rows of robustness.md about tokens: each is refused with 401. */
const refused: readonly (readonly [row: number, what: string, token: () => string])[] = [
  [68, 'alg none without a signature', signedAs('none', '')],
  [68, 'alg none with a signature', signedAs('none', 'AAAA')],
  [68, 'alg nOnE', signedAs('nOnE', 'AAAA')],
  [68, 'alg "none "', signedAs('none ', 'AAAA')],
  [69, 'HS256 with the public key as secret', signedWithHmac(publicPem)],
  [69, 'HS256 with an empty secret', signedWithHmac(() => '')],
  [69, 'ES384 in the header', withHeader(() => ({ alg: 'ES384' }))],
  [70, 'an empty signature', edited((h, c) => `${h}.${c}.`)],
  [70, 'a flipped signature', edited((h, c, s) => `${h}.${c}.${flipLastBit(s)}`)],
  [70, 'the signature (0,0)', edited((h, c) => `${h}.${c}.${Buffer.alloc(64).toString('base64url')}`)],
  [70, 'a second spelling of the signature', edited((h, c, s) => `${h}.${c}.${respell(s)}`)],
  [
    70,
    'changed claims',
    edited((h, _c, s) => `${h}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.${s}`),
  ],
  [71, 'an expired token', withClaims(() => ({ exp: seconds(-6) }))],
  [71, 'nbf in the future', withClaims(() => ({ nbf: seconds(60) }))],
  [71, 'iat in the future', withClaims(() => ({ iat: seconds(60) }))],
  [71, 'no exp', withClaims(() => ({ exp: undefined }))],
  [71, 'a string as exp', withClaims(() => ({ exp: String(seconds(300)) }))],
  [
    71,
    'an endless exp',
    edited((h, _c, s) => `${h}.${Buffer.from('{"exp":1e400}').toString('base64url')}.${s}`),
  ],
  [71, 'no iat', withClaims(() => ({ iat: undefined }))],
  [71, 'a string as nbf', withClaims(() => ({ nbf: 'now' }))],
  [72, 'another issuer', withClaims(() => ({ iss: 'https://evil.example' }))],
  [72, 'a prefix of the issuer', withClaims(() => ({ iss: issuer.issuer.slice(0, -1) }))],
  [72, 'the issuer with a slash', withClaims(() => ({ iss: `${issuer.issuer}/` }))],
  [72, 'no issuer', withClaims(() => ({ iss: undefined }))],
  [73, 'another audience', withClaims(() => ({ aud: 'urn:slipway:service:other' }))],
  [73, 'no audience', withClaims(() => ({ aud: undefined }))],
  [73, 'an audience that contains ours', withClaims(() => ({ aud: `${issuer.audience}x` }))],
  [73, 'a part of our audience', withClaims(() => ({ aud: [issuer.audience.slice(0, -1)] }))],
  [74, 'typ JWT', withHeader(() => ({ typ: 'JWT' }))],
  [74, 'no typ', withHeader(() => ({ typ: undefined }))],
  [74, 'an ID token (no client_id)', withClaims(() => ({ client_id: undefined, nonce: 'n' }))],
  [74, 'no jti', withClaims(() => ({ jti: undefined }))],
  [75, 'an unknown kid', withHeader(() => ({ kid: 'unknown' }))],
  [75, 'no kid', withHeader(() => ({ kid: undefined }))],
  [75, 'a number as kid', withHeader(() => ({ kid: 7 }))],
  [75, 'a path as kid', withHeader(() => ({ kid: '../../etc/passwd' }))],
  [75, 'SQL as kid', withHeader(() => ({ kid: "' OR 1=1 --" }))],
  [75, 'a kid of 10 KB', withHeader(() => ({ kid: 'k'.repeat(10_240) }))],
  [76, 'a key in the header', withHeader(() => ({ jwk: issuer.publicJwk() }))],
  [76, 'jku', withHeader(() => ({ jku: issuer.jwksUrl }))],
  [76, 'x5u', withHeader(() => ({ x5u: issuer.jwksUrl }))],
  [76, 'x5c', withHeader(() => ({ x5c: ['MII'] }))],
  [77, 'an unknown crit', withHeader(() => ({ crit: ['exp2'], exp2: 1 }))],
  [77, 'b64 false', withHeader(() => ({ b64: false, crit: ['b64'] }))],
  [77, 'two parts', edited((h, c) => `${h}.${c}`)],
  [77, 'four parts', edited((h, c, s) => `${h}.${c}.${s}.${s}`)],
  [77, 'five parts (JWE)', edited((h, c, s) => `${h}.${c}.${s}.${s}.${s}`)],
  [77, 'a header that is no JSON', edited((_h, c, s) => `AAAA.${c}.${s}`)],
  [77, 'claims that are no object', () => encodeJwt(header('ES256'), 'text', () => 'AAAA')],
];

describe('verify', () => {
  it.each(refused)('row %i: refuses %s', async (_row, _what, token) => {
    const value = token();
    const hits = issuer.hits.jwks;
    const result = await bearer(value);
    expect(result).toMatchObject({ ok: false, problem: { code: 'unauthenticated' } });
    const { detail, headers } = (result as { problem: { detail: string; headers: Record<string, string> } })
      .problem;
    expect(headers['WWW-Authenticate']).toMatch(
      /^Bearer realm="slipway", error="invalid_token", error_description="[\w +().]+"$/,
    );
    expect(detail).not.toContain(value.slice(0, 20));
    expect(issuer.hits.jwks - hits).toBeLessThanOrEqual(_what === 'an unknown kid' ? 1 : 0);
  });

  it.each([
    [66, 'no header', undefined],
    [66, 'no header value', []],
    [67, 'Basic', 'Basic YTpi'],
  ])('row %i: asks for a token, without an error attribute, on %s', async (_row, _what, value) => {
    expect(await verifier.verify(value)).toMatchObject({
      ok: false,
      problem: { code: 'unauthenticated', headers: { 'WWW-Authenticate': 'Bearer realm="slipway"' } },
    });
  });

  it.each([
    [67, 'Bearer and nothing', () => 'Bearer'],
    [67, 'Bearer and a space', () => 'Bearer '],
    [67, 'two tokens', () => `Bearer ${issuer.mint()} ${issuer.mint()}`],
    [67, 'two headers', () => [`Bearer ${issuer.mint()}`, `Bearer ${issuer.mint()}`]],
    [67, 'two headers joined', () => `Bearer ${issuer.mint()}, Bearer ${issuer.mint()}`],
    [78, 'a token of 5 MB', () => `Bearer ${'a'.repeat(5_000_000)}.b.c`],
  ])('row %i: refuses %s', async (_row, _what, value) => {
    expect(await verifier.verify(value())).toMatchObject({ ok: false, problem: { code: 'unauthenticated' } });
  });

  it.each([
    ['a plain token', () => ({})],
    ['several audiences', () => ({ aud: ['urn:x', issuer.audience] })],
    ['a clock that is 4 s behind the issuer', () => ({ iat: seconds(4), nbf: seconds(4) })],
    ['a clock that is 4 s ahead of the expiry', () => ({ exp: seconds(-4) })],
  ])('accepts %s', async (_what, more) => {
    expect(await bearer(issuer.mint({ claims: more() }))).toMatchObject({
      ok: true,
      value: { clientId: 'test-client' },
    });
  });

  it.each(['bearer', 'BEARER'])('takes the scheme as %s', async (scheme) => {
    expect((await verifier.verify(`${scheme} ${issuer.mint()}`)).ok).toBe(true);
  });

  it('tells who calls and with what scopes', async () => {
    const result = await bearer(
      issuer.mint({ claims: { scope: 'infer  infer:digits', jti: 'id-1', exp: seconds(60) } }),
    );
    expect(result).toEqual({
      ok: true,
      value: {
        clientId: 'test-client',
        subject: 'test-client',
        scopes: new Set(['infer', 'infer:digits']),
        tokenId: 'id-1',
        expiresAt: seconds(60) * 1000,
      },
    });
  });
});
