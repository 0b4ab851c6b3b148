import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { createReadiness, StartError } from '@slipway/service-lifecycle';
import { createRecordedTelemetry, type RecordedTelemetry } from '@slipway/service-telemetry/testing';
import express, { type Express } from 'express';
import {
  guardHttp,
  listen,
  observeRequests,
  readBody,
  writeErrors,
  type HttpConfig,
  type HttpServer,
} from './index.ts';

const config: HttpConfig = {
  host: '127.0.0.1',
  port: 0,
  headersTimeoutMillis: 200,
  requestTimeoutMillis: 300,
  idleTimeoutMillis: 5_000,
  maxBodyBytes: 1_000,
  maxRequestsInFlight: 10,
  maxBytesInFlight: 10_000,
  drainDelayMillis: 0,
  drainTimeoutMillis: 500,
};

const open: HttpServer[] = [];
/** Ends when every connection has. */
const drainAll = async () => {
  for (const server of open.splice(0)) await server.drain();
};
afterEach(drainAll);

async function start(app: Express = express(), changes: Partial<HttpConfig> = {}): Promise<HttpServer> {
  return startObserved(createRecordedTelemetry(), app, changes);
}

async function startObserved(telemetry: RecordedTelemetry, app: Express, changes: Partial<HttpConfig> = {}) {
  const server = await listen(app, { ...config, ...changes }, { readiness: createReadiness(), ...telemetry });
  open.push(server);
  return server;
}

/** An app as services have it, which reads a body and then answers. */
async function startService() {
  const telemetry = createRecordedTelemetry();
  const app = express();
  app.use(observeRequests(telemetry), guardHttp());
  app.post('/v2/echo', ...readBody(config), (_req, res) => void res.json({}));
  app.use(writeErrors(telemetry.logger));
  const { port } = await startObserved(telemetry, app);
  return { port, telemetry };
}

/** Sends bytes as they stand and reads until the server closes. */
async function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const traceIdOf = (answer: string) => /^x-trace-id: ([0-9a-f]{32})\r$/im.exec(answer)?.[1];

/** Labels and counts of the histogram of requests. */
const pointsOf = async ({ metrics }: RecordedTelemetry) =>
  [...(await metrics.metrics()).matchAll(/^http_server_request_duration_seconds_count\{(.*)$/gm)].map(
    ([, rest]) => rest,
  );

describe('a listener', () => {
  it('names the fix when its port is taken', async () => {
    const { port } = await start();
    await expect(start(express(), { port })).rejects.toThrow(
      new StartError(`Port ${port} on 127.0.0.1 is taken: stop what uses it or set SLIPWAY_PORT`),
    );
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['huge headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['headers that never end', 'GET / HTTP/1.1\r\nHost: a\r\n', 408],
  ])('answers %s in JSON, closes, and observes it as any request', async (_, bytes, status) => {
    const { port, telemetry } = await startService();
    const answer = await exchangeBytes(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({ error: expect.any(String) });
    const traceId = traceIdOf(answer);
    expect(telemetry.lines).toMatchObject([
      { 'http.route': 'unparsed', 'http.response.status_code': status, 'trace.id': traceId },
    ]);
    expect(telemetry.spans.getFinishedSpans().map((span) => span.spanContext().traceId)).toEqual([traceId]);
    expect(await pointsOf(telemetry)).toEqual([
      `http_request_method="_OTHER",http_route="unparsed",http_response_status_code="${status}"} 1`,
    ]);
  });

  it.each([
    ['never comes', 'Content-Length: 5\r\n\r\n', 408],
    ['breaks the framing', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
  ])('observes a request whose body %s once, in its own trace', async (_, rest, status) => {
    const { port, telemetry } = await startService();
    const answer = await exchangeBytes(port, `POST /v2/echo HTTP/1.1\r\nHost: a\r\n${rest}`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({ error: expect.any(String) });
    await drainAll();
    expect(telemetry.lines).toMatchObject([
      {
        'http.route': '/v2/echo',
        'http.response.status_code': status,
        'trace.id': traceIdOf(answer),
        'error.code': status === 408 ? 'request-timeout' : 'malformed-http',
      },
    ]);
    expect(await pointsOf(telemetry)).toEqual([
      `http_request_method="POST",http_route="/v2/echo",http_response_status_code="${status}"} 1`,
    ]);
  });

  it('says nothing more to a client that has its answer and goes on sending its body', async () => {
    const { port, telemetry } = await startService();
    const answer = await exchangeBytes(
      port,
      'POST /v2/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nx',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
    expect(telemetry.lines).toHaveLength(1);
  });

  it('lets the app refuse an expectation that it does not know', async () => {
    const { port, telemetry } = await startService();
    const bytes = 'POST /v2/echo HTTP/1.1\r\nHost: a\r\nExpect: bogus\r\nConnection: close\r\n\r\n';
    const answer = await exchangeBytes(port, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    expect(telemetry.lines).toMatchObject([
      { 'error.code': 'expectation-failed', 'trace.id': traceIdOf(answer) },
    ]);
    expect(await pointsOf(telemetry)).toHaveLength(1);
  });

  it('knows the expectation of a client that would send its body only when it is welcome', async () => {
    const { port } = await startService();
    const head = 'POST /v2/echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n';
    const answer = await exchangeBytes(port, `${head}Content-Length: 2\r\n\r\n{}`);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  });
});

describe('an idle connection', () => {
  it('may be kept longer than clients are advised to', async () => {
    const { port } = await start(express());
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/\r\nKeep-Alive: timeout=4\r\n/);
    socket.destroy();
  });

  it('is closed when its time is over', async () => {
    const { port } = await start(express(), { idleTimeoutMillis: 300 });
    const startedAt = performance.now();
    await exchangeBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(performance.now() - startedAt).toBeGreaterThan(290);
  });
});

describe('draining', () => {
  it('finishes what is under way, takes nothing new, and leaves no connection', async () => {
    const app = express();
    let arrived = () => {};
    let finish = () => {};
    const inHandler = new Promise<void>((resolve) => (arrived = resolve));
    app.get('/', (_req, res) => {
      finish = () => void res.send('done');
      arrived();
    });
    const server = await start(app);
    open.pop();
    const agent = new Agent({ keepAlive: true });
    const answered = new Promise<number>((resolve) =>
      get({ port: server.port, host: '127.0.0.1', agent }, (res) =>
        res.resume().on('end', () => resolve(res.statusCode!)),
      ),
    );
    await inHandler;
    const drained = server.drain();
    finish();
    expect(await answered).toBe(200);
    await drained;
    const refused = get({ port: server.port, host: '127.0.0.1' });
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    agent.destroy();
  });

  it('does not wait for ever for a request that hangs', async () => {
    const app = express();
    let arrived = () => {};
    const inHandler = new Promise<void>((resolve) => (arrived = resolve));
    app.get('/', () => arrived());
    const server = await start(app, { drainTimeoutMillis: 50 });
    open.pop();
    const hanging = get({ port: server.port, host: '127.0.0.1' });
    const failed = once(hanging, 'error');
    await inHandler;
    await server.drain();
    await failed;
  });
});
