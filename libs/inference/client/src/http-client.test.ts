import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ok, problem, ProblemError } from '@slipway/service-problem';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import { Pool } from 'undici';
import { createHttpInferenceClient, type CallOptions } from './index.ts';

let server: Server;
let pool: Pool;
const tokens: string[] = [];
afterEach(async () => {
  await pool.destroy();
  server.closeAllConnections();
  server.close();
});

async function clientOf(listener: RequestListener) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { maxResponseSize: 10_000 });
  return createHttpInferenceClient({
    connections: { pooled: pool, fresh: pool },
    token: {
      token: async () => ok(tokens.shift() ?? 't0ken'),
      forget: (refused) => void tokens.unshift(`after-${refused}`),
    },
    tracing: createRecordedTelemetry().tracing,
    maxTensorBytes: 10_000,
  });
}

const call = {
  model: 'm',
  request: {
    id: '7',
    inputs: [{ name: 'x', datatype: 'FP32' as const, shape: [1], data: new Float32Array([1]) }],
  },
};
const answer = {
  model_name: 'm',
  model_version: '1',
  id: '7',
  outputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [2] }],
};
const options = (changes: Partial<CallOptions> = {}): CallOptions => ({
  signal: new AbortController().signal,
  remainingMillis: () => 1_234.5,
  trace: ROOT_CONTEXT,
  requestId: 'r-1',
  ...changes,
});

describe('a call', () => {
  it('carries its own token, the request id and what is left of the deadline', async () => {
    const seen: Record<string, unknown> = {};
    const client = await clientOf((req, res) => {
      Object.assign(seen, req.headers, { url: req.url });
      res.end(JSON.stringify({ ...answer, model_version: '3' }));
    });
    const result = await client.infer({ ...call, version: '3' }, options());
    expect(result).toMatchObject({
      ok: true,
      value: { modelName: 'm', outputs: [{ name: 'y', data: new Float32Array([2]) }] },
    });
    expect(seen).toMatchObject({
      url: '/v2/models/m/versions/3/infer',
      authorization: 'Bearer t0ken',
      'x-request-id': 'r-1',
      'x-request-timeout-ms': '1235',
    });
  });

  it('replaces a token that the service refuses, once', async () => {
    const seen: unknown[] = [];
    const client = await clientOf((req, res) => {
      seen.push(req.headers.authorization);
      res.writeHead(401).end('{"error":"key withdrawn"}');
    });
    expect(await client.infer(call, options())).toMatchObject({ problem: { code: 'bad-upstream' } });
    expect(seen).toEqual(['Bearer t0ken', 'Bearer after-t0ken']);
  });

  it.each([
    ['bad JSON', '{"model_name":', 'bad-upstream'],
    ['the answer to another request', JSON.stringify({ ...answer, id: '8' }), 'bad-upstream'],
    ['the answer of another model', JSON.stringify({ ...answer, model_name: 'n' }), 'bad-upstream'],
    [
      'too little data',
      JSON.stringify({ ...answer, outputs: [{ ...answer.outputs[0], shape: [9] }] }),
      'bad-upstream',
    ],
    ['more than is taken', JSON.stringify({ ...answer, filler: 'x'.repeat(20_000) }), 'bad-upstream'],
  ])('fails for %s', async (_, body, code) => {
    const client = await clientOf((_req, res) => void res.end(body));
    expect(await client.infer(call, options())).toMatchObject({ ok: false, problem: { code } });
  });

  it.each([
    [400, 'invalid-tensor'],
    [401, 'bad-upstream'],
    [404, 'unknown-model'],
    [413, 'payload-too-large'],
    [429, 'overloaded'],
    [500, 'bad-upstream'],
    [503, 'overloaded'],
    [504, 'deadline-exceeded'],
  ])('takes status %i for %s, with its text and its Retry-After', async (status, code) => {
    const client = await clientOf((_req, res) => {
      res.writeHead(status, { 'retry-after': '3' }).end('{"error":"because"}');
    });
    const result = await client.infer(call, options());
    expect(result).toEqual({ ok: false, problem: { code, detail: 'because', retryAfterSeconds: 3 } });
  });

  it('that is refused or cut before an answer is unavailable, one cut in the middle is not', async () => {
    const cutBefore = await clientOf((req) => void req.socket.destroy());
    expect(await cutBefore.infer(call, options())).toMatchObject({ problem: { code: 'unavailable' } });
    await pool.destroy();
    server.close();
    const cutWithin = await clientOf((_req, res) => {
      res.writeHead(200, { 'content-length': '500' }).write('{"model_name"', () => res.socket?.destroy());
    });
    expect(await cutWithin.infer(call, options())).toMatchObject({ problem: { code: 'bad-upstream' } });
  });

  it('that outlives its signal ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const client = await clientOf(() => controller.abort(new ProblemError(problem('client-closed', 'gone'))));
    const result = await client.infer(call, options({ signal: controller.signal }));
    expect(result).toEqual({ ok: false, problem: { code: 'client-closed', detail: 'gone' } });
  });
});
