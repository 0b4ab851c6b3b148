import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renewConnections } from './renew-connections.ts';

/** A server with a clock of the test, and the number of connections that it got. */
async function serve(random = 0.5) {
  let [millis, connections] = [0, 0];
  const listener = renewConnections((_req, res) => void res.end('ok'), {
    now: () => millis,
    random: () => random,
  });
  const server = createServer(listener).on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) =>
      get({ port: (server.address() as AddressInfo).port, agent }, (answer) =>
        answer.resume().once('end', () => resolve(answer)),
      ).once('error', reject),
    );
  closing.push(() => {
    agent.destroy();
    server.close();
  });
  return {
    at: async (time: number) => {
      millis = time;
      const { statusCode, headers } = await ask();
      return [statusCode, headers.connection, connections];
    },
  };
}

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

it('ends a connection with an answer once it is old, and the next request gets another', async () => {
  const server = await serve();
  expect(await server.at(0)).toEqual([200, 'keep-alive', 1]);
  expect(await server.at(29_999)).toEqual([200, 'keep-alive', 1]);
  expect(await server.at(30_000)).toEqual([200, 'close', 1]);
  expect(await server.at(30_001)).toEqual([200, 'keep-alive', 2]);
  expect(await server.at(60_001)).toEqual([200, 'close', 2]);
});

it.each([
  [0, 24_000],
  [1, 36_000],
])('with a chance of %d a connection is old at %d ms', async (random, end) => {
  const server = await serve(random);
  await server.at(0);
  expect(await server.at(end - 1)).toEqual([200, 'keep-alive', 1]);
  expect(await server.at(end)).toEqual([200, 'close', 1]);
});
