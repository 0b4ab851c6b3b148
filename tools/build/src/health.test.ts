import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../image/health.mjs');

/** With what the health check of a service that answers like this ends. */
async function exitCodeOf(service: RequestListener, ...args: readonly string[]): Promise<unknown> {
  const server = createServer(service).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { SLIPWAY_PORT: String(port) } });
  const [code] = (await once(child, 'exit')) as [number | null];
  server.close();
  return code;
}

describe('the health check of an image', () => {
  it.each([
    ['well where the service is ready', 0, 200],
    ['badly where it is not', 1, 503],
  ])('ends %s', async (_, code, status) => {
    expect(await exitCodeOf((_request, answer) => answer.writeHead(status).end())).toBe(code);
  });

  it('asks at the path that it is given', async () => {
    const service: RequestListener = ({ url }, answer) =>
      answer.writeHead(url === '/livez' ? 200 : 404).end();
    expect([await exitCodeOf(service, '/livez'), await exitCodeOf(service)]).toEqual([0, 1]);
  });

  it('ends badly where the connection is closed', async () => {
    expect(await exitCodeOf(({ socket }) => socket.destroy())).toBe(1);
  });

  it('waits for a service that a busy machine makes late', async () => {
    expect(await exitCodeOf((_, answer) => void setTimeout(() => answer.end(), 4_000))).toBe(0);
  });
});
