import { rm } from 'node:fs/promises';
import { createAuthGuard } from '@slipway/auth-verifier';
import { createModelMetrics } from '@slipway/inference-metrics';
import { readConfig } from '@slipway/service-config';
import { createReadiness } from '@slipway/service-lifecycle';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import request from 'supertest';
import {
  createModelServerApp,
  createModelService,
  executeInline,
  modelServerSettings,
  openRepository,
  type Executor,
} from './index.ts';
import { createDoublingRuntime, writeModelFolder } from './testing/doubling-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await writeModelFolder(['1', '2']);
});
afterAll(() => rm(folder, { recursive: true }));

async function createServer(execute: Executor = executeInline) {
  const read = readConfig(modelServerSettings, { SLIPWAY_PORT: '0', SLIPWAY_AUTH: 'off' });
  if (!read.ok) throw new Error(read.errors.join());
  const telemetry = createRecordedTelemetry();
  const readiness = createReadiness();
  const guarded = createAuthGuard(read.config, { host: read.config.host, service: 'double', telemetry });
  if (!guarded.ok) throw new Error(guarded.errors.join());
  const { runtime, executions } = createDoublingRuntime();
  const repository = await openRepository(folder, { onnx: runtime }, { threads: 1 });
  executions.length = 0;
  const { metrics: registry, tracing } = telemetry;
  const metrics = createModelMetrics(registry);
  const ready = readiness.ready;
  const service = createModelService({
    name: 'double',
    version: '9',
    repository,
    execute,
    metrics,
    tracing,
    ready,
  });
  const { config } = read;
  const app = createModelServerApp({ config, telemetry, readiness, guard: guarded.guard, service });
  return { app, telemetry, readiness, executions };
}

const inputs = [{ name: 'x', datatype: 'FP32', shape: [2, 2], data: [1, 2, 3, 4.5] }];

describe('a model server', () => {
  it('answers an inference with its id, by the highest version', async () => {
    const { app } = await createServer();
    await request(app)
      .post('/v2/models/double/infer')
      .send({ id: 'a', inputs })
      .expect(200, {
        model_name: 'double',
        model_version: '2',
        id: 'a',
        outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], data: [2, 4, 6, 9] }],
      });
  });

  it('answers by the version that the path names', async () => {
    const { app } = await createServer();
    const answer = await request(app).post('/v2/models/double/versions/1/infer').send({ inputs }).expect(200);
    expect(answer.body.model_version).toBe('1');
  });

  it('executes nothing for a request that does not fit, and counts it as rejected', async () => {
    const { app, executions, telemetry } = await createServer();
    const wide = [{ ...inputs[0], shape: [1, 4] }];
    await request(app).post('/v2/models/double/infer').send({ inputs: wide }).expect(400);
    expect(executions).toEqual([]);
    expect(await telemetry.metrics.metrics()).toContain(
      'slipway_model_requests_total{model="double",version="2",outcome="rejected"} 1',
    );
  });

  it('tells a failure of the model from one of the request', async () => {
    const { app } = await createServer();
    const bad = [{ ...inputs[0], data: [-1, 0, 0, 0] }];
    const answer = await request(app).post('/v2/models/double/infer').send({ inputs: bad }).expect(500);
    expect(answer.body.error).toContain('cannot double this');
  });

  it('does not answer NaN or infinity as JSON', async () => {
    const { app } = await createServer();
    const huge = [{ ...inputs[0], data: [3e38, 0, 0, 0] }];
    const answer = await request(app).post('/v2/models/double/infer').send({ inputs: huge }).expect(500);
    expect(answer.body.error).toMatch(/non-finite/i);
  });

  it('ends a request whose executor outlives the deadline', async () => {
    const patient: Executor = (model, asked, context) =>
      new Promise((resolve) => {
        context.signal.addEventListener('abort', () => resolve(executeInline(model, asked, context)));
      });
    const { app } = await createServer(patient);
    await request(app)
      .post('/v2/models/double/infer')
      .set('x-request-timeout-ms', '30')
      .send({ inputs })
      .expect(504);
    const short = { inputs, parameters: { timeout: 30_000 } };
    await request(app).post('/v2/models/double/infer').send(short).expect(504);
  });

  it('does not answer 200 after its deadline, although an execution blocks the timer of it', async () => {
    const blocking: Executor = async (model, asked, context) => {
      const end = performance.now() + 80;
      while (performance.now() < end);
      return executeInline(model, asked, context);
    };
    const { app, executions } = await createServer(blocking);
    await request(app)
      .post('/v2/models/double/infer')
      .set('x-request-timeout-ms', '40')
      .send({ inputs })
      .expect(504);
    expect(executions).toEqual([]);
  });

  it('counts requests, rows and executions for Prometheus and for the statistics extension alike', async () => {
    const { app } = await createServer();
    for (let n = 0; n < 3; n++) await request(app).post('/v2/models/double/infer').send({ inputs });
    const { body } = await request(app).get('/v2/models/double/stats').expect(200);
    expect(body.model_stats).toEqual([
      expect.objectContaining({ name: 'double', version: '2', inference_count: 6, execution_count: 3 }),
    ]);
    expect(body.model_stats[0].inference_stats.success.count).toBe(3);
    const { text } = await request(app).get('/metrics').expect(200);
    expect(text).toContain('slipway_model_rows_total{model="double",version="2"} 6');
    expect(text).toContain('slipway_model_pending_rows{model="double",version="2"} 0');
  });

  it.each([
    ['/v2', { name: 'double', version: '9', extensions: ['statistics', 'model_configuration'] }],
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    ['/v2/models', { models: ['double'] }],
    ['/v2/models/double/ready', { name: 'double', ready: true }],
    ['/v2/models/double/versions/1/ready', { name: 'double', ready: true }],
  ])('answers GET %s', async (path, body) => {
    const { app } = await createServer();
    await request(app).get(path).expect(200, body);
  });

  it('describes a model with its versions, tensors and digest', async () => {
    const { app } = await createServer();
    const { body } = await request(app).get('/v2/models/double').expect(200);
    expect(body).toMatchObject({
      name: 'double',
      versions: ['1', '2'],
      platform: 'test_doubling',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      parameters: { digest: expect.stringMatching(/^sha256:/), backend: 'doubling 1' },
    });
  });

  it('is not ready while something that it needs is missing', async () => {
    const { app, readiness } = await createServer();
    readiness.require('keys', () => false);
    await request(app).get('/v2/health/ready').expect(503, { ready: false });
    await request(app).get('/livez').expect(200);
  });
});
