import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { createReadiness, StartError } from '@slipway/service-lifecycle';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import express, { type Express } from 'express';
import { listen, type HttpConfig, type HttpServer } from './index.ts';

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
afterEach(async () => {
  for (const server of open.splice(0)) await server.drain();
});

async function start(app: Express = express(), changes: Partial<HttpConfig> = {}): Promise<HttpServer> {
  const { logger } = createRecordedTelemetry();
  const server = await listen(app, { ...config, ...changes }, { readiness: createReadiness(), logger });
  open.push(server);
  return server;
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
    ['a body that never comes', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n', 408],
  ])('answers %s in JSON and closes', async (_, bytes, status) => {
    const app = express();
    app.post('/', express.raw({ type: () => true }));
    const { port } = await start(app);
    const answer = await exchangeBytes(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({ error: expect.any(String) });
  });

  it('refuses an expectation that it does not know', async () => {
    const { port } = await start();
    const bytes = 'GET / HTTP/1.1\r\nHost: a\r\nExpect: bogus\r\nConnection: close\r\n\r\n';
    expect(await exchangeBytes(port, bytes)).toMatch(/^HTTP\/1\.1 417 /);
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
