import { body, get, head } from '../request.ts';
import type { Row, Target } from '../row.ts';

/** Time-outs of the stack that the suite runs against: short, so that nobody waits for the real ones. */
export const TIMEOUTS = { headersMillis: 1_000, requestMillis: 1_500, idleMillis: 4_000 } as const;

/** Chunks that one body may have. */
const MAX_CHUNKS = 65_536;

/** Requests whose answers are more than all buffers between the two sides hold. */
const CUT_OFF = 1_000;

/** Clients that are slow, stuck, or send much to say little. */
export const slowRows: readonly Row[] = [
  {
    id: '40',
    input: 'Content-Length longer than the body, which then stalls',
    status: [408],
    note: 'and the connection is closed',
    slow: true,
    send: (target) => [
      {
        what: 'half a body',
        bytes: head(target, { headers: { 'Content-Length': '500' } }) + body().slice(0, 100),
        closes: true,
        lingerMillis: 1_000,
      },
    ],
  },
  {
    id: '45',
    input: '1,000,000 one-byte chunks',
    status: [400],
    note: 'refused past 65,536 chunks',
    slow: true,
    send: (target) => [
      {
        what: 'one-byte chunks',
        bytes: tinyChunks(
          head(target, { headers: { 'Transfer-Encoding': 'chunked' } }),
          target.soak ? 1_000_000 : 100_000,
        ),
        error: /65536 chunks/,
      },
    ],
  },
  {
    id: '46',
    input: 'slowloris: headers that never end, 200 sockets',
    status: [408],
    slow: true,
    send: (target) => [
      {
        what: 'headers that never end',
        bytes: `${'POST /v2 HTTP/1.1\r\nHost: a\r\n'}${'X-A: b\r\n'.repeat(1_000)}`,
        everyMillis: 100,
        clients: target.soak ? 200 : 50,
        closes: true,
        lingerMillis: 1_000,
      },
    ],
  },
  {
    id: '47',
    input: 'body of one byte a time',
    status: [408],
    slow: true,
    send: (target) => [
      {
        what: 'one byte each 300 ms',
        bytes: body(),
        first: head(target, { headers: { 'Content-Length': String(body().length) } }),
        everyMillis: 300,
        closes: true,
        lingerMillis: 1_000,
      },
    ],
  },
  {
    id: '48',
    input: 'client that does not read its answers',
    status: [200],
    note: 'the connection is closed when it has been silent for the idle time',
    slow: true,
    needs: ['direct-connections'],
    send: (target) => [
      {
        what: 'hundreds of requests, no answer read',
        bytes: Buffer.concat(Array.from({ length: CUT_OFF }, () => metrics(target))),
        deafMillis: TIMEOUTS.idleMillis + 1_500,
        answers: Infinity,
        cutOff: CUT_OFF,
        closes: true,
      },
    ],
  },
];

/** The longest answer that costs little: enough of them fill every buffer on the way. */
const metrics = (target: Target): Buffer =>
  get(target, '/metrics', { Authorization: `Bearer ${target.token({ scope: 'metrics:read' })}` });

function* tinyChunks(start: string, count: number): Generator<string> {
  yield start;
  const PER_WRITE = 1_000;
  const many = '1\r\n \r\n'.repeat(PER_WRITE);
  for (let sent = 0; sent < Math.max(count, MAX_CHUNKS); sent += PER_WRITE) yield many;
  yield '0\r\n\r\n';
}
