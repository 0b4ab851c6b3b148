import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ok } from '@slipway/service-problem';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import { connectTo, createHttpInferenceClient, exchange, withRetry } from '../index.ts';
import { vanishedHost } from '../testing/vanished-host.ts';

describe('a host that has vanished', () => {
  it('costs its caller about a second, and is not tried twice', async () => {
    const host = await vanishedHost();
    const connections = connectTo(host.url);
    const client = createHttpInferenceClient({
      connections,
      token: { token: async () => ok(undefined), forget: () => undefined },
      tracing: createRecordedTelemetry().tracing,
      maxTensorBytes: 1_000,
    });
    const options = {
      signal: new AbortController().signal,
      remainingMillis: () => 10_000,
      trace: ROOT_CONTEXT,
      requestId: 'r',
    };
    const startedAt = performance.now();
    const result = await withRetry(client).infer({ model: 'm', request: { inputs: [] } }, options);
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'unavailable', detail: expect.stringContaining('UND_ERR_CONNECT_TIMEOUT') },
    });
    // Two attempts take two seconds at least.
    expect(performance.now() - startedAt).toBeLessThan(1_900);
    await connections.close();
    await host.close();
  });
});

describe('connections', () => {
  it('are kept and used again, and new ones are made where they are asked for', async () => {
    const seen: { readonly socket: Socket; readonly connection: string | undefined }[] = [];
    const server = createServer((req, res) => {
      seen.push({ socket: req.socket, connection: req.headers.connection });
      res.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { pooled, fresh, close } = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const signal = new AbortController().signal;
    for (const dispatcher of [pooled, pooled, fresh, fresh, pooled])
      await exchange(dispatcher, { path: '/', method: 'GET', headers: {}, signal });
    await close();
    server.close();
    const sockets = seen.map(({ socket }) => socket);
    expect(new Set(sockets.slice(2)).size).toBe(3);
    expect(sockets.slice(0, 2)).toContain(sockets[4]);
    expect(seen.map(({ connection }) => connection)).toEqual([
      'keep-alive',
      'keep-alive',
      'close',
      'close',
      'keep-alive',
    ]);
  });
});
