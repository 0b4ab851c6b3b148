import { createHmac } from 'node:crypto';
import { get, inferPath, request, type Headers } from '../request.ts';
import type { TokenWish } from '../../credentials/credentials.ts';
import { createSigningKey, es256 } from '../../credentials/signing-key.ts';
import type { Attempt, Row, Target } from '../row.ts';

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1000);

const authorized = (
  target: Target,
  authorization: string | readonly string[] | undefined,
  more: Headers = {},
) => request(target, { headers: { Authorization: authorization, ...more } });

const tokens = (target: Target, variants: Readonly<Record<string, string>>): Attempt[] =>
  Object.entries(variants).map(([what, token]) => ({ what, bytes: authorized(target, `Bearer ${token}`) }));

/** Tokens that are right but for what each wish changes. */
const wishes = (target: Target, variants: Readonly<Record<string, TokenWish>>): Attempt[] =>
  tokens(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, wish]) => [what, target.token(wish)])),
  );

const claims = (target: Target, variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  wishes(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, changed]) => [what, { claims: changed }])),
  );

const headers = (target: Target, variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  wishes(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, changed]) => [what, { header: changed }])),
  );

/** How a token is sent, and how it is signed. */
const presentationRows: readonly Row[] = [
  {
    id: '66',
    input: 'no Authorization',
    status: [401],
    note: 'with `WWW-Authenticate`; where only the mesh decides, 403',
    send: (target) => [
      {
        what: 'infer',
        bytes: authorized(target, undefined),
        headers: { 'www-authenticate': /^Bearer realm="slipway"$/ },
      },
      { what: 'metadata', bytes: get(target, `/v2/models/${target.model}`, { Authorization: undefined }) },
      { what: 'an unknown model', bytes: get(target, '/v2/models/nobody', { Authorization: undefined }) },
    ],
  },
  {
    id: '67',
    input: 'Basic, "Bearer" without a token, two Authorization headers, token in the query',
    status: [401],
    note: 'two ways at once: 400 (RFC 6750)',
    send: (target) => [
      { what: 'Basic', bytes: authorized(target, 'Basic dXNlcjpwYXNz') },
      { what: 'Bearer alone', bytes: authorized(target, 'Bearer') },
      { what: 'Bearer and a blank', bytes: authorized(target, 'Bearer ') },
      {
        what: 'two headers',
        bytes: authorized(target, [`Bearer ${target.token()}`, `Bearer ${target.token()}`]),
      },
      {
        what: 'two tokens in one',
        bytes: authorized(target, `Bearer ${target.token()}, Bearer ${target.token()}`),
      },
      {
        what: 'query',
        bytes: request(target, {
          path: `${inferPath(target)}?access_token=${target.token()}`,
          headers: { Authorization: undefined },
        }),
      },
      {
        what: 'query and header',
        bytes: request(target, { path: `${inferPath(target)}?access_token=${target.token()}` }),
        status: [400],
      },
    ],
  },
  {
    id: '68',
    input: 'alg `none`, `nOnE`, `none `',
    status: [401],
    send: (target) =>
      wishes(
        target,
        Object.fromEntries(
          ['none', 'nOnE', 'none ', ''].flatMap((alg) => [
            [`"${alg}" unsigned`, { header: { alg }, sign: () => '' }],
            [`"${alg}" signed`, { header: { alg } }],
          ]),
        ),
      ),
  },
  {
    id: '69',
    input: 'HS256 with the public key, or with an empty key',
    status: [401],
    send: (target) => {
      const { publicKey, jwk } = target.credentials.currentKey();
      const hmac = (key: string) => ({
        header: { alg: 'HS256' },
        sign: (input: Buffer) => createHmac('sha256', key).update(input).digest(),
      });
      return wishes(target, {
        PEM: hmac(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
        JWK: hmac(JSON.stringify(jwk)),
        empty: hmac(''),
      });
    },
  },
  {
    id: '70',
    input: 'signature empty, changed, (0,0), of another key',
    status: [401],
    send: (target) => {
      const sign = (change: (signature: Buffer) => Buffer | string): TokenWish => ({
        sign: (input) => change(es256(target.credentials.currentKey(), input)),
      });
      return wishes(target, {
        empty: sign(() => ''),
        changed: sign((signature) =>
          Buffer.concat([Buffer.from([signature[0]! ^ 1]), signature.subarray(1)]),
        ),
        '(0,0)': sign(() => Buffer.alloc(64)),
        short: sign((signature) => signature.subarray(0, 63)),
        'the order of the curve': sign(() =>
          Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex'),
        ),
        'another key': { key: createSigningKey(), header: { kid: target.credentials.currentKey().kid } },
      });
    },
  },
  {
    id: '75',
    input: 'kid unknown, absent, `../`, SQL, 10 KB',
    status: [401],
    note: 'jose itself would accept an absent one',
    send: (target) =>
      headers(target, {
        unknown: { kid: 'unknown' },
        absent: { kid: undefined },
        path: { kid: '../../etc/passwd' },
        SQL: { kid: "' OR '1'='1" },
        number: { kid: 1 },
        long: { kid: 'k'.repeat(8_000) },
      }),
  },
  {
    id: '76',
    input: 'jwk, jku, x5u or x5c in the header',
    status: [401],
    note: 'and nobody is called',
    send: (target) => {
      const { trapUrl, trapHits, currentKey } = target.credentials;
      const after = () => (trapHits() === 0 ? undefined : `${trapHits()} calls to the address in the token`);
      return headers(target, {
        jwk: { jwk: currentKey().jwk },
        jku: { jku: trapUrl },
        x5u: { x5u: trapUrl },
        x5c: { x5c: ['MIIB'] },
      }).map((attempt) => ({ ...attempt, after }));
    },
  },
  {
    id: '77',
    input: 'unknown crit, b64:false, 2, 4 or 5 parts (JWE)',
    status: [401],
    send: (target) => {
      const token = target.token();
      return [
        ...headers(target, { crit: { crit: ['exp'] }, 'b64:false': { b64: false, crit: ['b64'] } }),
        ...tokens(target, {
          '2 parts': token.split('.').slice(0, 2).join('.'),
          '4 parts': `${token}.a`,
          '5 parts': `${token}.a.b`,
          '1 part': 'abc',
          'empty parts': '..',
          'no base64url': `${token}=`,
        }),
      ];
    },
  },
  {
    id: '78',
    input: 'token of 5 MB',
    status: [431],
    slow: true,
    send: (target) => [{ what: '5 MB', bytes: authorized(target, `Bearer ${'a'.repeat(5_000_000)}`) }],
  },
];

/** What a token claims. */
const claimRows: readonly Row[] = [
  {
    id: '71',
    input: 'expired, nbf or iat in the future, no exp, exp as a string',
    status: [401],
    send: (target) =>
      claims(target, {
        expired: { iat: now() - 2 * HOUR, exp: now() - HOUR },
        'nbf in the future': { nbf: now() + HOUR },
        'iat in the future': { iat: now() + HOUR, exp: now() + 2 * HOUR },
        'no exp': { exp: undefined },
        'no iat': { iat: undefined },
        'exp as a string': { exp: String(now() + HOUR) },
        'exp null': { exp: null },
      }),
  },
  {
    id: '72',
    input: 'iss of another, a prefix of it, a slash behind it',
    status: [401],
    send: (target) => {
      const { issuer } = target.credentials;
      return claims(target, {
        another: { iss: 'https://issuer.example' },
        prefix: { iss: issuer.slice(0, -1) },
        slash: { iss: `${issuer}/` },
        none: { iss: undefined },
        array: { iss: [issuer] },
      });
    },
  },
  {
    id: '73',
    input: 'aud of another, none, a part of it',
    status: [401],
    note: 'by the policy of a mesh: 403',
    send: (target) => {
      const own = `urn:slipway:service:${target.service}`;
      return claims(target, {
        another: { aud: 'urn:slipway:service:another' },
        none: { aud: undefined },
        part: { aud: own.slice(0, -1) },
        longer: { aud: `${own}-2` },
        'part in an array': { aud: [own.slice(0, -1)] },
        'empty array': { aud: [] },
      });
    },
  },
  {
    id: '74',
    input: 'typ JWT, or an ID token, as an access token',
    status: [401],
    send: (target) =>
      headers(target, {
        JWT: { typ: 'JWT' },
        none: { typ: undefined },
        'id token': { typ: 'id+jwt' },
        'logout token': { typ: 'logout+jwt' },
      }),
  },
  {
    id: '79',
    input: 'token signed by a retired key, after the overlap',
    status: [401],
    rotatesKeys: true,
    slow: true,
    send: (target) => [
      {
        what: 'the new key is known',
        bytes: authorized(target, `Bearer ${target.token()}`),
        status: [200],
        retriedForMillis: 8_000,
      },
      ...tokens(target, { 'the retired one is not': target.token({ key: target.retiredKey }) }),
    ],
  },
  {
    id: '80',
    input: 'token signed by a new key, just after a rotation',
    status: [200],
    note: 'the key set is fetched once more, at most each five seconds',
    rotatesKeys: true,
    slow: true,
    send: (target) => [
      { what: 'new key', bytes: authorized(target, `Bearer ${target.token()}`), retriedForMillis: 8_000 },
    ],
  },
  {
    id: '81',
    input: 'valid token without the scope, or with that of another model',
    status: [403],
    note: 'insufficient_scope',
    send: (target) =>
      wishes(target, {
        'no scope': { scope: '' },
        'another scope': { scope: 'models:admin metrics:read' },
        'another model': { scope: 'infer:another' },
        prefix: { scope: `infer:${target.model}2 infer:` },
        case: { scope: 'INFER' },
      }),
  },
  {
    id: '82',
    input: 'x-client-id or x-forwarded-client-cert sent by a client',
    status: [401],
    note: 'they speak for nobody; beside a valid token they are ignored',
    send: (target) => {
      const spoofed = { 'x-client-id': 'gateway', 'x-forwarded-client-cert': 'By=spiffe://a;URI=spiffe://b' };
      return [
        { what: 'alone', bytes: authorized(target, undefined, spoofed) },
        {
          what: 'beside a token',
          bytes: authorized(target, `Bearer ${target.token()}`, spoofed),
          status: [200],
        },
      ];
    },
  },
];

export const tokenRows: readonly Row[] = [...presentationRows, ...claimRows];
