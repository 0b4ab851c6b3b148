import { body, get, inferPath, request } from '../request.ts';
import type { Attempt, Row, Target } from '../row.ts';

/** A request whose head is written out, line by line. */
const raw = (what: string, lines: readonly string[], content = body()): Attempt => ({
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
  raw(what, post(target, 'Transfer-Encoding: chunked'), chunks);

/** Bytes that are no HTTP, or HTTP that nobody may mean. */
export const framingRows: readonly Row[] = [
  {
    id: '41',
    input: 'Content-Length shorter than the body, negative, no number, two different ones',
    status: [400],
    note: 'and the connection is closed',
    send: (target) => [
      raw('shorter', post(target, 'Content-Length: 20'), body()),
      ...['-1', 'ten', '1.5', '0x10', '+5', '5, 6'].map((length) =>
        raw(length, post(target, `Content-Length: ${length}`)),
      ),
      raw('two', post(target, 'Content-Length: 5', 'Content-Length: 6')),
    ],
  },
  {
    id: '42',
    input: 'Content-Length together with Transfer-Encoding',
    status: [400],
    note: 'and the connection is closed: request smuggling starts here',
    send: (target) => [
      raw('length first', post(target, 'Content-Length: 6', 'Transfer-Encoding: chunked'), '0\r\n\r\nGET'),
      raw('coding first', post(target, 'Transfer-Encoding: chunked', 'Content-Length: 6'), '0\r\n\r\nGET'),
      raw(
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
      raw('chunked not last', post(target, 'Transfer-Encoding: chunked, gzip'), '0\r\n\r\n'),
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
      raw('NUL', post(target, 'X-Note: a\0b', 'Content-Length: 0'), ''),
      raw('bare CR', post(target, 'X-Note: a\rb', 'Content-Length: 0'), ''),
      raw('bare LF', [`POST ${inferPath(target)} HTTP/1.1\nHost: a\nContent-Length: 0\n\n`], ''),
      raw('folded line', post(target, 'X-Note: a', ' b', 'Content-Length: 0'), ''),
    ],
  },
  {
    id: '49',
    input: 'headers above 16 KB',
    status: [431],
    send: (target) => [
      raw('one', post(target, `X-Note: ${'a'.repeat(20_000)}`, 'Content-Length: 0'), ''),
      raw(
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
      raw('HTTP/3.7', [`GET /v2 HTTP/3.7`, 'Host: a']),
      raw('unknown method', ['BREW /v2 HTTP/1.1', 'Host: a']),
      raw('no HTTP at all', ['hello']),
      raw('TLS', ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03']),
    ],
  },
];
