import { head } from '../request.ts';
import type { Attempt, Row, Target } from '../row.ts';

interface Form {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

/** A form to the token service, by the public origin. */
function form(target: Target, what: string, { path, fields, authorization }: Form): Attempt {
  const content = new URLSearchParams(fields).toString();
  const headers = {
    Authorization: authorization,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(content.length),
  };
  return { what, bytes: head(target, { path, headers }) + content, body: 'oauth' };
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const INTROSPECT = '/oauth2/introspect';
const TOKEN = '/oauth2/token';
const GRANT = { grant_type: 'client_credentials' };

/** What the token service refuses, reached through the gateway. */
export const tokenServiceRows: readonly Row[] = [
  {
    id: '83',
    input: 'introspection of a bad token',
    status: [200],
    note: '`{"active":false}` and nothing else',
    at: 'gateway',
    needs: ['token-service'],
    send: (target) => {
      const authorization = target.credentials.basic('gateway');
      return Object.entries({
        garbage: 'garbage',
        unsigned: 'a.b.c',
        empty: '..',
        foreign: target.token(),
      }).map(([what, token]) => ({
        ...form(target, what, { path: INTROSPECT, fields: { token }, authorization }),
        body: 'inactive' as const,
      }));
    },
  },
  {
    id: '84',
    input: 'introspection without client authentication, or without a token',
    status: [401],
    note: 'without a token: 400',
    at: 'gateway',
    needs: ['token-service'],
    send: (target) => [
      form(target, 'no client', { path: INTROSPECT, fields: { token: 'garbage' } }),
      form(target, 'wrong secret', {
        path: INTROSPECT,
        fields: { token: 'garbage' },
        authorization: basic('gateway', 'wrong'),
      }),
      {
        ...form(target, 'no token', {
          path: INTROSPECT,
          fields: {},
          authorization: target.credentials.basic('gateway'),
        }),
        status: [400],
      },
    ],
  },
  {
    id: '85',
    input: 'token request with a wrong secret, a bad grant, a bad scope',
    status: [400],
    note: 'invalid_client: 401',
    at: 'gateway',
    needs: ['token-service'],
    send: (target) => {
      const authorization = target.credentials.basic('gateway');
      return [
        {
          ...form(target, 'wrong secret', {
            path: TOKEN,
            fields: GRANT,
            authorization: basic('gateway', 'wrong'),
          }),
          status: [401],
          error: /invalid_client/,
        },
        {
          ...form(target, 'unknown client', {
            path: TOKEN,
            fields: GRANT,
            authorization: basic('nobody', 'wrong'),
          }),
          status: [401],
          error: /invalid_client/,
        },
        { ...form(target, 'no client', { path: TOKEN, fields: GRANT }), status: [400, 401] },
        {
          ...form(target, 'bad grant', { path: TOKEN, fields: { grant_type: 'password' }, authorization }),
          error: /unsupported_grant_type/,
        },
        { ...form(target, 'no grant', { path: TOKEN, fields: {}, authorization }), error: /invalid_request/ },
        {
          ...form(target, 'bad scope', {
            path: TOKEN,
            fields: { ...GRANT, scope: 'everything', resource: 'urn:slipway:service:digits-onnx' },
            authorization,
          }),
          error: /invalid_scope/,
        },
      ];
    },
  },
];
