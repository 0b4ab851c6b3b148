import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createServer, type Server } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { limitDuration, observeRequests, readBody, writeErrors } from './index.ts';

const LIMITS = { maxBodyBytes: 4_000, maxBytesInFlight: 5_000 };

function createApp(handler: RequestHandler) {
  const telemetry = createRecordedTelemetry();
  const app = express();
  app.use(observeRequests(telemetry));
  app.use(limitDuration({ defaultDeadlineMillis: 5_000, maxDeadlineMillis: 5_000 }));
  app.post('/v2/echo', ...readBody(LIMITS), handler);
  app.use(writeErrors(telemetry.logger));
  return { app, telemetry };
}

const post = (app: express.Express, body: Buffer, encoding = 'identity') =>
  request(app)
    .post('/v2/echo')
    .set({ 'content-type': 'application/octet-stream', 'content-encoding': encoding })
    .send(body);

/** Answers with the length of the body, the first time only when it is told to. */
function holdFirst() {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let first = true;
  const handler: RequestHandler = async (req, res) => {
    const waits = first;
    first = false;
    arrived.resolve();
    if (waits) await released.promise;
    res.json({ bytes: (req.body as Buffer).length });
  };
  return { handler, arrived: arrived.promise, release: released.resolve };
}

describe('bytes under way', () => {
  it.each([
    ['gzip', gzipSync(Buffer.alloc(3_000))],
    ['deflate', deflateSync(Buffer.alloc(3_000))],
    ['identity', Buffer.alloc(3_000)],
  ])('are counted as they are held: a body by %s counts decoded', async (encoding, body) => {
    const { handler, arrived, release } = holdFirst();
    const { app } = createApp(handler);
    const held = post(app, body, encoding).then(({ status }) => status);
    await arrived;
    await post(app, body, encoding).expect(503);
    release();
    expect(await held).toBe(200);
    await post(app, body, encoding).expect(200, { bytes: 3_000 });
  });
});

describe('a body that comes more slowly than its deadline', () => {
  let server: Server;
  afterEach(() => (server.closeAllConnections(), server.close()));

  it.each(['identity', 'gzip'])('is answered 504 (%s), and its connection is cut', async (encoding) => {
    const reached: string[] = [];
    const { app, telemetry } = createApp((_req, res) => (reached.push('handler'), void res.end()));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    const head = [
      'POST /v2/echo HTTP/1.1',
      'Host: a',
      `Content-Encoding: ${encoding}`,
      'Content-Length: 1000',
      'x-request-timeout-ms: 50',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(gzipSync(Buffer.alloc(3_000)));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 504 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(reached).toEqual([]);
    expect(telemetry.lines).toMatchObject([
      { 'http.response.status_code': 504, 'error.code': 'deadline-exceeded' },
    ]);
  });
});
