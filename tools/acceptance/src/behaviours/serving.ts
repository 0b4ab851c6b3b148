import { deflateSync, gzipSync } from 'node:zlib';
import { body } from '../bad-input/request.ts';
import { call, infer, labels } from '../call.ts';
import { itNeeds } from './behaviour.ts';
import type { Stack } from '../substrate/substrate.ts';

/** What a client gets that does everything right. */
export function servingBehaviours(stack: () => Stack): void {
  it('reads a handwritten digit by asking two models', async () => {
    const reply = await infer(stack(), { members: { id: 'first' } });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      model_name: 'digits',
      model_version: '1',
      id: 'first',
      parameters: { partial: false, strategy: expect.stringMatching(/mean$/) },
    });
    expect(reply.json.outputs).toHaveLength(1);
    expect(reply.json.outputs[0]).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [1, 10] });
    expect(labels(reply)).toEqual([2]);
  });

  it('tells each member and its share apart on request', async () => {
    const { json } = await infer(stack(), { members: { parameters: { members: true } } });
    expect(json.parameters).toMatchObject({
      'members.digits-cnn.version': '1',
      'members.digits-mlp.version': '1',
    });
    const shares = ['digits-cnn', 'digits-mlp'].map((model) =>
      Number(json.parameters[`members.${model}.share`]),
    );
    expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
    const [combined, cnn, mlp] = json.outputs as { name: string; data: number[] }[];
    expect([cnn!.name, mlp!.name]).toEqual(['digits-cnn/probabilities', 'digits-mlp/probabilities']);
    combined!.data.forEach((value, index) =>
      expect(value).toBeCloseTo(shares[0]! * cnn!.data[index]! + shares[1]! * mlp!.data[index]!, 6),
    );
  });

  it('gives a member the same answer whether asked through the gateway or directly', async () => {
    const through = await infer(stack(), { model: 'digits-cnn' });
    const direct = await infer(stack(), { model: 'digits-cnn', service: 'digits-onnx' });
    expect(through.json.outputs).toEqual(direct.json.outputs);
    expect(labels(await infer(stack(), { model: 'digits-mlp' }))).toEqual([2]);
  });

  it.each(['digits', 'digits-cnn', 'digits-mlp'])(
    'serves %s under the path of its version',
    async (model) => {
      expect((await infer(stack(), { model, version: '1' })).status).toBe(200);
      const unknown = await infer(stack(), { model, version: '2' });
      expect(unknown.status).toBe(404);
      expect(unknown.json.error).toMatch(/^Request for unknown model: /);
    },
  );

  it('answers an unknown model as Triton does', async () => {
    const { status, json } = await infer(stack(), { model: 'nobody' });
    expect([status, json.error]).toEqual([404, "Request for unknown model: 'nobody' is not found"]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('takes bodies in %s', async (encoding, compress) => {
    const packed = new Uint8Array(compress(body()));
    const reply = await call(stack(), {
      path: '/v2/models/digits/infer',
      headers: { 'content-encoding': encoding },
      body: packed,
    });
    expect([reply.status, labels(reply)]).toEqual([200, [2]]);
  });

  it('describes itself and its models', async () => {
    expect((await call(stack(), { path: '/v2' })).json).toMatchObject({
      name: 'gateway',
      extensions: expect.any(Array),
    });
    expect((await call(stack(), { path: '/v2/models' })).json).toEqual({
      models: ['digits', 'digits-cnn', 'digits-mlp'],
    });
    const { json } = await call(stack(), { path: '/v2/models/digits-cnn' });
    expect(json).toMatchObject({
      name: 'digits-cnn',
      versions: ['1'],
      inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 8, 8, 1] }],
    });
    expect(json.parameters.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await call(stack(), { path: '/v2/models/digits/ready' })).json).toEqual({
      name: 'digits',
      ready: true,
    });
  });

  it.each(['gateway', 'digits-onnx', 'digits-tfjs'])(
    'says in every way that %s lives and is ready',
    async (service) => {
      const ask = async (path: string) =>
        (await call(stack(), { service, path, token: undefined })).json as unknown;
      expect(await ask('/livez')).toEqual({ live: true });
      expect(await ask('/readyz')).toEqual({ ready: true, missing: [] });
      expect(await ask('/v2/health/live')).toEqual({ live: true });
      expect(await ask('/v2/health/ready')).toEqual({ ready: true });
    },
  );

  itNeeds(['settings'], 'answers 429 to one client above its rate, and 200 to another', async () => {
    const ask = (client: string) =>
      call(stack(), { path: '/v2', token: stack().credentials.token({ client }) });
    const replies = await Promise.all(Array.from({ length: 60 }, () => ask('greedy')));
    const refused = replies.filter(({ status }) => status === 429);
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(LOW_RATE.burst);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await ask('modest')).status).toBe(200);
  });
}

/** Low enough that a handful of requests is over it; every test is a client of its own or waits its turn. */
export const LOW_RATE = { perSecond: 1, burst: 40 } as const;
