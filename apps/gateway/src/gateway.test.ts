import { createServer, request as send } from 'node:http';
import type { Express } from 'express';
import request from 'supertest';
import { readEnsembles } from './ensembles.ts';
import { answering, gateway, listening, type Behaviour } from './testing/test-gateway.ts';

const cnn = answering('digits-cnn', 'probabilities', 3);
const mlp = answering('digits-mlp', 'scores', 5);
const failing: Behaviour = (_req, res) => void res.writeHead(500).end('{"error":"broken"}');
const silent: Behaviour = () => undefined;
const image = { name: 'image', datatype: 'FP32', shape: [1, 8, 8, 1], data: new Array(64).fill(1) };
const infer = (app: Express, body: object = {}, model = 'digits') =>
  request(app)
    .post(`/v2/models/${model}/infer`)
    .send({ inputs: [image], ...body });

describe('the ensemble', () => {
  it('combines the answers of both models, and shows each on request', async () => {
    const answer = await infer(await gateway(cnn, mlp), { id: 'x', parameters: { members: true } }).expect(
      200,
    );
    expect(answer.body).toMatchObject({
      model_name: 'digits',
      id: 'x',
      parameters: {
        partial: false,
        strategy: 'mean',
        'members.digits-cnn.share': 0.5,
        'members.digits-mlp.share': 0.5,
      },
    });
    const [combined] = answer.body.outputs;
    expect(combined.data[3]).toBeCloseTo(0.455);
    expect(answer.body.outputs.map(({ name }: { name: string }) => name)).toEqual([
      'probabilities',
      'digits-cnn/probabilities',
      'digits-mlp/probabilities',
    ]);
  });

  it('says so when a model is missing', async () => {
    const answer = await infer(await gateway(cnn, failing), { parameters: { members: true } }).expect(200);
    expect(answer.body.parameters).toMatchObject({
      partial: true,
      'members.digits-cnn.share': 1,
      'members.digits-mlp.share': 0,
      'members.digits-mlp.error': 'bad-upstream',
    });
  });

  it('counts partial answers, and tells which circuit is open', async () => {
    const app = await gateway(cnn, failing);
    for (let sent = 0; sent < 6; sent++) await infer(app).expect(200);
    const { text } = await request(app).get('/metrics');
    expect(text).toMatch(/^slipway_model_partial_answers_total\{model="digits",version="1"\} 6$/m);
    expect(text).toMatch(/^slipway_call_circuit_open\{target="digits-onnx"\} 0$/m);
    expect(text).toMatch(/^slipway_call_circuit_open\{target="digits-tfjs"\} 1$/m);
  });

  it('still answers by the deadline of the caller when one model is slow', async () => {
    const answer = await infer(await gateway(cnn, silent))
      .set('x-request-timeout-ms', '300')
      .expect(200);
    expect(answer.body.parameters.partial).toBe(true);
  });

  it.each([
    ['fail', failing, 502],
    ['are silent', silent, 504],
    ['shed load', ((_req, res) => void res.writeHead(503, { 'retry-after': '7' }).end()) as Behaviour, 503],
    ['cut the connection', ((req) => void req.socket.destroy()) as Behaviour, 503],
  ])('tells by its status when all models %s', async (_, behaviour, status) => {
    const answer = await infer(await gateway(behaviour, behaviour))
      .set('x-request-timeout-ms', '300')
      .expect(status);
    expect(answer.body.error).toContain('needs 1 of its 2 models');
    if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('cancels its calls when the caller leaves', async () => {
    let cancelled = () => {};
    const bothCancelled = new Promise<void>((resolve) => {
      let open = 2;
      cancelled = () => void (--open === 0 && resolve());
    });
    let arrived = () => {};
    const hanging: Behaviour = (_req, res) => {
      res.on('close', cancelled);
      arrived();
    };
    const url = await listening(createServer(await gateway(hanging, hanging)));
    const arriving = new Promise<void>((resolve) => (arrived = resolve));
    const caller = send(`${url}/v2/models/digits/infer`, { method: 'POST' });
    caller.on('error', () => undefined).end(JSON.stringify({ inputs: [image] }));
    await arriving;
    caller.destroy();
    await bothCancelled;
  });
});

describe('the gateway', () => {
  it('serves the models behind it under the same API', async () => {
    const app = await gateway(cnn, mlp);
    const answer = await infer(app, {}, 'digits-cnn').expect(200);
    expect(answer.body.model_name).toBe('digits-cnn');
    const { body } = await request(app).get('/v2/models').expect(200);
    expect(body).toEqual({ models: ['digits', 'digits-cnn', 'digits-mlp'] });
  });

  it.each([
    ['classes', [1, 9]],
    ['rows', [2, 10]],
  ])('refuses an answer of a model with other %s than it declares', async (_, shape) => {
    const outputs = [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 10] }];
    const lying: Behaviour = (req, res, { id }) => {
      const data = new Array(shape[0]! * shape[1]!).fill(0.1);
      const answer = {
        model_name: 'digits-cnn',
        model_version: '1',
        id,
        outputs: [{ ...outputs[0], shape, data }],
      };
      res.end(
        JSON.stringify(req.method === 'GET' ? { name: 'digits-cnn', versions: ['1'], outputs } : answer),
      );
    };
    const { body } = await infer(await gateway(lying, mlp), {}, 'digits-cnn').expect(502);
    expect(body.error).toContain('expected FP32 [-1,10] of 1 rows');
  });

  it.each(['nothing', 'digits/versions/2', 'Digits'])('answers 404 as Triton does for %s', async (model) => {
    const { body } = await infer(await gateway(cnn, mlp), {}, model).expect(404);
    expect(body.error).toMatch(/^Request for unknown model/);
  });

  it('registers only metrics that it fills', async () => {
    const { text } = await request(await gateway(cnn, mlp))
      .get('/metrics')
      .expect(200);
    expect(text).toContain('slipway_model_requests_total');
    expect(text).not.toMatch(/slipway_model_(ready|info|load|queue|compute|executions|batch)/);
  });

  it('admits each client at its rate', async () => {
    const app = await gateway(cnn, mlp, { SLIPWAY_RATE_PER_SECOND: '0.5', SLIPWAY_RATE_BURST: '2' });
    await infer(app).expect(200);
    await infer(app).expect(200);
    const answer = await infer(app).expect(429);
    expect(answer.headers['retry-after']).toBe('2');
  });

  it('refuses ensembles of models that nobody serves', async () => {
    const folder = new URL('./testing', import.meta.url).pathname;
    await expect(readEnsembles(folder, new Set(['digits-cnn']))).rejects.toThrow(
      'member digits-mlp is served by none',
    );
  });

  it.each([
    [{ SLIPWAY_MODELS: 'digits-cnn' }, 'expected model@service'],
    [{ SLIPWAY_MODELS: 'a@digits-onnx a@digits-tfjs' }, 'given twice'],
    [{ SLIPWAY_MODELS: 'a@elsewhere' }, 'SLIPWAY_URL_ELSEWHERE'],
    [{ SLIPWAY_AUTH: 'on' }, 'SLIPWAY_ISSUER is missing'],
  ])('does not start with %j', async (env, expected) => {
    await expect(gateway(cnn, mlp, env)).rejects.toThrow(expected);
  });
});
