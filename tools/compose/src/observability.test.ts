import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { LoadSummary } from '@slipway/load';
import { documentsIn, spansIn } from './testing/debug-log.ts';
import { observedChecks } from './testing/observed-checks.ts';
import { startObservedStack, type ObservedStack } from './testing/observed-stack.ts';
import { until } from './testing/until.ts';

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the observed system', () => {
  let stack: ObservedStack;
  beforeAll(async () => {
    stack = await startObservedStack();
  }, 900_000);
  afterAll(() => stack?.stop(), 120_000);

  const { infer, healthyTargets, expectWorkingRules, expectWholeTrace, firing } = observedChecks(() => ({
    ...stack,
    spansLog: () => stack.logs('jaeger'),
  }));

  it('is scraped whole, each service with a token of its own', async () => {
    const up = await until(
      'four healthy targets',
      async () => {
        const found = await healthyTargets();
        return found.length === 4 ? found : undefined;
      },
      60_000,
    );
    expect(up.map(({ job }) => job).sort()).toEqual(['auth', 'digits-onnx', 'digits-tfjs', 'gateway']);
  });

  it('has the rules loaded, and all of them work', expectWorkingRules);

  it('hands on the trace of one request whole: gateway, both models and what they do', expectWholeTrace);

  it('sends no spans of probes and scrapes', async () => {
    const names = spansIn(await stack.logs('jaeger')).map(({ name }) => name);
    expect(names.filter((name) => /readyz|livez|metrics/.test(name))).toEqual([]);
  });

  it('has each line of a request shipped once, as a document of the Elastic Common Schema', async () => {
    const answer = await infer();
    const traceId = answer.headers.get('x-trace-id')!;
    const documents = await until(
      `three lines of the trace ${traceId}`,
      async () => {
        const found = documentsIn(await stack.logs('shipper')).filter((one) => one['trace.id'] === traceId);
        return found.length >= 3 ? found : undefined;
      },
      30_000,
    );
    expect(documents.map((one) => one['service.name']).sort()).toEqual([
      'digits-onnx',
      'digits-tfjs',
      'gateway',
    ]);
    for (const document of documents)
      expect(document).toMatchObject({
        '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'log.level': 'info',
        'ecs.version': expect.any(String),
        'http.response.status_code': 200,
        'event.duration': expect.any(Number),
        'container.id': expect.stringMatching(/^[0-9a-f]{64}$/),
        'data_stream.dataset': 'slipway',
      });
  });

  it('has lines of others shipped as messages, none of its shipper, and none of other projects', async () => {
    const others = await until(
      'a line of Prometheus',
      async () => {
        const found = documentsIn(await stack.logs('shipper'));
        return found.some((one) => one['service.name'] === 'prometheus') ? found : undefined;
      },
      30_000,
    );
    const line = others.find((one) => one['service.name'] === 'prometheus');
    expect(line).toMatchObject({
      message: expect.stringContaining('level='),
      '@timestamp': expect.any(String),
    });
    const { stdout } = await stack.compose('ps', '--all', '--no-trunc', '--quiet');
    const own = new Set(stdout.trim().split('\n'));
    expect(others.filter((one) => !own.has(String(one['container.id'])))).toEqual([]);
    expect(others.filter((one) => one['service.name'] === 'shipper')).toEqual([]);
  });

  it('answers a load as promised', async () => {
    const { code, stdout } = await stack.compose('run', '--rm', '--no-deps', 'load');
    const summary = JSON.parse(stdout.trim().split('\n').at(-1)!) as LoadSummary;
    expect([code, summary.issued, summary.lost, summary.undocumented]).toEqual([0, 100, {}, {}]);
  });

  it('raises an alert when the last instance of a model stops', async () => {
    await stack.compose('stop', 'digits-tfjs');
    expect(await firing('ServiceDown', 90_000)).toEqual(['digits-tfjs']);
    const answer = (await (await infer()).json()) as { parameters: { partial: boolean } };
    expect(answer.parameters.partial).toBe(true);
  });
});
