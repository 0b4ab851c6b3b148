import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { body, head, request } from '../request.ts';
import type { Attempt, Row, Target } from '../row.ts';

/** The body limit of the stack that the suite runs against, and one byte more. */
export const MAX_BODY_BYTES = 4 * 2 ** 20;
const TOO_LONG = Buffer.alloc(MAX_BODY_BYTES + 1, ' ');

/** Large enough to hurt whoever inflates it whole, small enough to send. */
const bombs = new Map<number, Buffer>();
const bomb = (megabytes: number): Buffer => {
  const made = bombs.get(megabytes) ?? gzipSync(Buffer.alloc(megabytes * 2 ** 20, ' '));
  bombs.set(megabytes, made);
  return made;
};

const encoded = (target: Target, what: string, encoding: string, content: Uint8Array): Attempt => ({
  what,
  bytes: request(target, { headers: { 'Content-Encoding': encoding }, body: content }),
});

const typed = (target: Target, type: string, error: RegExp): Attempt => ({
  what: type,
  bytes: request(target, { headers: { 'Content-Type': type } }),
  error,
});

/** Bodies that are too long, packed wrongly, or said to be something else. */
export const encodingRows: readonly Row[] = [
  {
    id: '31',
    input: 'body over the limit',
    status: [413],
    slow: true,
    send: (target) => [
      { what: 'with its length', bytes: request(target, { body: TOO_LONG }) },
      {
        what: 'announced only',
        bytes: head(target, { headers: { 'Content-Length': '99999999999' } }),
      },
      {
        what: 'in chunks',
        bytes: [
          head(target, { headers: { 'Transfer-Encoding': 'chunked' } }),
          `${TOO_LONG.length.toString(16)}\r\n`,
          TOO_LONG,
          '\r\n0\r\n\r\n',
        ],
      },
    ],
  },
  {
    id: '32',
    input: 'gzip bomb (100 MB in 100 KB)',
    status: [413],
    slow: true,
    send: (target) => [encoded(target, 'gzip', 'gzip', bomb(target.soak ? 100 : 20))],
  },
  {
    id: '33',
    input: 'corrupt gzip or deflate',
    status: [400],
    send: (target) => [
      encoded(target, 'no gzip at all', 'gzip', Buffer.from(body())),
      encoded(target, 'truncated gzip', 'gzip', gzipSync(body()).subarray(0, -12)),
      encoded(target, 'wrong checksum', 'gzip', flipped(gzipSync(body()), -6)),
      encoded(target, 'no deflate', 'deflate', Buffer.from(body())),
      { ...encoded(target, 'gzip that is right', 'gzip', gzipSync(body())), status: [200] },
      { ...encoded(target, 'deflate that is right', 'deflate', deflateSync(body())), status: [200] },
      encoded(target, 'truncated raw deflate', 'deflate', deflateRawSync(body()).subarray(0, -9)),
    ],
  },
  {
    id: '34',
    input: 'unknown Content-Encoding',
    status: [415],
    send: (target) =>
      ['br', 'zstd', 'x-secret', 'gzip, gzip'].map((encoding) =>
        encoded(target, encoding, encoding, gzipSync(body())),
      ),
  },
  {
    id: '36',
    input: 'wrong Content-Type (text/html, form)',
    status: [415],
    note: 'accepted: none, `application/json`, `application/octet-stream`; the error names the header to send',
    send: (target) => [
      typed(target, 'text/html', /Content-Type: application\/json/),
      typed(target, 'application/x-www-form-urlencoded', /Content-Type: application\/json/),
      typed(target, 'multipart/form-data; boundary=x', /Content-Type: application\/json/),
      ...[undefined, 'application/octet-stream', 'Application/JSON; charset=UTF-8'].map((type) => ({
        what: type ?? 'none',
        bytes: request(target, { headers: { 'Content-Type': type } }),
        status: [200],
      })),
    ],
  },
  {
    id: '37',
    input: 'bogus charset, UTF-16',
    status: [415],
    send: (target) =>
      ['bogus', 'utf-16', 'iso-8859-1'].map((charset) =>
        typed(target, `application/json; charset=${charset}`, /charset/),
      ),
  },
];

function flipped(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + index]! ^= 0xff;
  return copy;
}
