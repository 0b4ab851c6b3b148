import type { Row, Target } from '../row.ts';
import { authorized, headers, tokens, wishes } from './token-attempts.ts';

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1000);

const claims = (target: Target, variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  wishes(
    target,
    Object.fromEntries(Object.entries(variants).map(([what, changed]) => [what, { claims: changed }])),
  );

/** What a token claims. */
export const tokenClaimRows: readonly Row[] = [
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
