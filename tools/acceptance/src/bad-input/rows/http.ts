import { body, get, inferPath, request } from '../request.ts';
import type { Attempt, Row, Target } from '../row.ts';

const LOOK_ALIKE = encodeURIComponent('ԁigits');

/** A request whose head is written out, line by line. */
const raw = (_target: Target, what: string, lines: readonly string[], content = body()): Attempt => ({
  what,
  bytes: Buffer.concat([Buffer.from([...lines, '', ''].join('\r\n'), 'latin1'), Buffer.from(content)]),
  closes: true,
  lingerMillis: 2_000,
});

const post = (target: Target, ...headers: readonly string[]): string[] => [
  `POST ${inferPath(target)} HTTP/1.1`,
  `Host: ${new URL(target.url).host}`,
  `Authorization: Bearer ${target.token()}`,
  ...headers,
];

const chunked = (target: Target, what: string, chunks: string): Attempt =>
  raw(target, what, post(target, 'Transfer-Encoding: chunked'), chunks);

/** Bytes that are no HTTP, or HTTP that nobody may mean. */
export const framingRows: readonly Row[] = [
  {
    id: '41',
    input: 'Content-Length shorter than the body, negative, no number, two different ones',
    status: [400],
    note: 'and the connection is closed',
    send: (target) => [
      raw(target, 'shorter', post(target, 'Content-Length: 20'), body()),
      ...['-1', 'ten', '1.5', '0x10', '+5', '5, 6'].map((length) =>
        raw(target, length, post(target, `Content-Length: ${length}`)),
      ),
      raw(target, 'two', post(target, 'Content-Length: 5', 'Content-Length: 6')),
    ],
  },
  {
    id: '42',
    input: 'Content-Length together with Transfer-Encoding',
    status: [400],
    note: 'and the connection is closed: request smuggling starts here',
    send: (target) => [
      raw(
        target,
        'length first',
        post(target, 'Content-Length: 6', 'Transfer-Encoding: chunked'),
        '0\r\n\r\nGET',
      ),
      raw(
        target,
        'coding first',
        post(target, 'Transfer-Encoding: chunked', 'Content-Length: 6'),
        '0\r\n\r\nGET',
      ),
      raw(
        target,
        'blank before the colon',
        post(target, 'Content-Length: 6', 'Transfer-Encoding : chunked'),
        '0\r\n\r\nGET',
      ),
    ],
  },
  {
    id: '43',
    input: '`Transfer-Encoding: gzip, chunked`',
    status: [501, 400],
    send: (target) => [
      {
        what: 'gzip, chunked',
        bytes: Buffer.from(
          [...post(target, 'Transfer-Encoding: gzip, chunked'), '', '0', '', ''].join('\r\n'),
        ),
      },
      raw(target, 'chunked not last', post(target, 'Transfer-Encoding: chunked, gzip'), '0\r\n\r\n'),
    ],
  },
  {
    id: '44',
    input: 'bad chunk size, bare LF, NUL in a header',
    status: [400],
    note: 'and the connection is closed',
    send: (target) => [
      chunked(target, 'no hexadecimal', `zz\r\n${body()}\r\n0\r\n\r\n`),
      chunked(target, 'negative', `-5\r\n${body()}\r\n0\r\n\r\n`),
      chunked(target, 'beyond 2^64', `ffffffffffffffffff\r\n${body()}\r\n0\r\n\r\n`),
      chunked(target, 'longer than said', `2\r\n${body()}\r\n0\r\n\r\n`),
      raw(target, 'NUL', post(target, 'X-Note: a\0b', 'Content-Length: 0'), ''),
      raw(target, 'bare CR', post(target, 'X-Note: a\rb', 'Content-Length: 0'), ''),
      raw(target, 'bare LF', [`POST ${inferPath(target)} HTTP/1.1\nHost: a\nContent-Length: 0\n\n`], ''),
      raw(target, 'folded line', post(target, 'X-Note: a', ' b', 'Content-Length: 0'), ''),
    ],
  },
  {
    id: '49',
    input: 'headers above 16 KB',
    status: [431],
    send: (target) => [
      raw(target, 'one', post(target, `X-Note: ${'a'.repeat(20_000)}`, 'Content-Length: 0'), ''),
      raw(
        target,
        'many',
        post(
          target,
          ...Array.from({ length: 2_000 }, (_, index) => `X-Note-${index}: a`),
          'Content-Length: 0',
        ),
        '',
      ),
    ],
  },
  {
    id: '50',
    input: 'URL above 16 KB',
    status: [431, 414],
    send: (target) => [
      { what: 'path', bytes: get(target, `/v2/models/${'a'.repeat(20_000)}`) },
      { what: 'query', bytes: get(target, `/v2?${'a'.repeat(20_000)}`) },
    ],
  },
  {
    id: '51',
    input: 'no Host, unknown HTTP version, unknown method',
    status: [400],
    send: (target) => [
      { what: 'no Host', bytes: request(target, { headers: { Host: undefined } }) },
      { what: 'two Hosts', bytes: request(target, { headers: { Host: ['a', 'b'] } }), error: /Host/ },
      raw(target, 'HTTP/3.7', [`GET /v2 HTTP/3.7`, 'Host: a']),
      raw(target, 'unknown method', ['BREW /v2 HTTP/1.1', 'Host: a']),
      raw(target, 'no HTTP at all', ['hello']),
      raw(target, 'TLS', ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03']),
    ],
  },
];

/** Requests that are HTTP but that no endpoint serves. */
export const routingRows: readonly Row[] = [
  {
    id: '52',
    input: '`Expect: bogus`',
    status: [417],
    send: (target) => [{ what: 'bogus', bytes: request(target, { headers: { Expect: 'bogus' } }) }],
  },
  {
    id: '53',
    input: 'wrong method on a known route',
    status: [405],
    note: 'with `Allow`',
    send: (target) => [
      { what: 'GET infer', bytes: get(target, inferPath(target)), headers: { allow: /^POST$/ } },
      { what: 'PUT infer', bytes: request(target, { method: 'PUT' }), headers: { allow: /^POST$/ } },
      {
        what: 'POST metadata',
        bytes: request(target, { path: `/v2/models/${target.model}` }),
        headers: { allow: /GET/ },
      },
      {
        what: 'DELETE live',
        bytes: request(target, { method: 'DELETE', path: '/v2/health/live' }),
        headers: { allow: /GET/ },
      },
      {
        what: 'TRACE',
        bytes: request(target, {
          method: 'TRACE',
          path: '/v2/health/live',
          body: '',
          headers: { 'Content-Length': undefined },
        }),
        headers: { allow: /GET/ },
      },
    ],
  },
  {
    id: '54',
    input: 'unknown model, unknown version, version "0" or "01"',
    status: [404],
    note: 'the text starts as Triton’s',
    send: (target) =>
      [
        'nobody',
        `${target.model}/versions/99`,
        `${target.model}/versions/0`,
        `${target.model}/versions/01`,
      ].map((path) => ({
        what: path,
        bytes: request(target, { path: `/v2/models/${path}/infer` }),
        error: /^Request for unknown model/,
      })),
  },
  {
    id: '55',
    input: 'model name `../`, `%2e%2e`, `%00`, `%ZZ`, a look-alike, another case',
    status: [404],
    note: 'a bad percent-encoding: 400',
    send: (target) => [
      ...[
        '..',
        '%2e%2e',
        '..%2f..%2fetc%2fpasswd',
        '%00',
        LOOK_ALIKE,
        target.model.toUpperCase(),
        `${target.model}%20`,
      ].map((name) => ({
        what: name,
        bytes: request(target, { path: `/v2/models/${name}/infer` }),
      })),
      ...['%ZZ', '%', '%e0%a4%a'].map((name) => ({
        what: name,
        bytes: request(target, { path: `/v2/models/${name}/infer` }),
        status: [400],
      })),
    ],
  },
  {
    id: '56',
    input: 'Accept that excludes JSON',
    status: [406],
    send: (target) => [
      ...['text/html', 'application/xml;q=0.9', 'application/json;q=0'].map((accept) => ({
        what: accept,
        bytes: request(target, { headers: { Accept: accept } }),
      })),
      { what: '*/*', bytes: request(target, { headers: { Accept: '*/*' } }), status: [200] },
    ],
  },
  {
    id: '88',
    input: 'deadline header 0, negative, no number, huge',
    status: [400],
    note: 'huge: shortened to the limit of the server',
    send: (target) => [
      ...['0', '-1', 'soon', 'NaN', '1e3', '0.0', ''].map((millis) => ({
        what: `"${millis}"`,
        bytes: request(target, { headers: { 'x-request-timeout-ms': millis } }),
        error: /x-request-timeout-ms/,
      })),
      {
        what: 'huge',
        bytes: request(target, { headers: { 'x-request-timeout-ms': '999999999999999' } }),
        status: [200],
      },
      {
        what: 'as a parameter, negative',
        bytes: request(target, { body: body({ parameters: { timeout: -1 } }) }),
        error: /timeout/,
      },
      {
        what: 'as a parameter, text',
        bytes: request(target, { body: body({ parameters: { timeout: 'soon' } }) }),
        error: /timeout/,
      },
    ],
  },
  {
    id: '89',
    input: 'malformed traceparent',
    status: [200],
    note: 'a new trace is started',
    send: (target) =>
      [
        'garbage',
        `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
        '00-zz-11-01',
        `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        'a'.repeat(4_000),
      ].map((value) => ({
        what: value.slice(0, 60),
        bytes: request(target, { headers: { traceparent: value } }),
        headers: { 'x-trace-id': /^(?!0{32}|a{32})[0-9a-f]{32}$/ },
      })),
  },
];
