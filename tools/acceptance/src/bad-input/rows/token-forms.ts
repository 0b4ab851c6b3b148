import { createHmac } from 'node:crypto';
import type { TokenWish } from '../../credentials/credentials.ts';
import { createSigningKey, es256 } from '../../credentials/signing-key.ts';
import { get, inferPath, request } from '../request.ts';
import type { Row } from '../row.ts';
import { authorized, headers, tokens, wishes } from './token-attempts.ts';

/** How a token is sent, and how it is signed. */
export const tokenFormRows: readonly Row[] = [
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
      const after = async () => {
        const hits = await trapHits();
        return hits === 0 ? undefined : `${hits} calls to the address in the token`;
      };
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
