import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { digitInput, type LoadSummary } from '@slipway/load';
import { documentsIn, spansIn } from './testing/debug-log.ts';
import { startObservedStack, type ObservedStack } from './testing/observed-stack.ts';
import { until } from './testing/until.ts';

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

interface Alert {
  readonly labels: { readonly alertname: string; readonly service?: string };
  readonly state: 'pending' | 'firing';
}

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the observed system', () => {
  let stack: ObservedStack;
  beforeAll(async () => {
    stack = await startObservedStack();
  }, 900_000);
  afterAll(() => stack?.stop(), 120_000);

  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${stack.prometheusUrl}/api/v1/${path}`);
    return ((await answer.json()) as { data: T }).data;
  };
  const infer = async () =>
    fetch(`${stack.url}/v2/models/digits/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await stack.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: [digitInput] }),
    });

  it('is scraped whole, each service with a token of its own', async () => {
    const up = await until(
      'four healthy targets',
      async () => {
        const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets?state=active');
        const wrong = activeTargets.filter(({ health }) => health === 'down');
        expect(wrong.map(({ lastError }) => lastError).filter((text) => /40\d/.test(text))).toEqual([]);
        return activeTargets.filter(({ health }) => health === 'up').length === 4 ? activeTargets : undefined;
      },
      60_000,
    );
    expect(up.map(({ labels }) => labels.job).sort()).toEqual([
      'auth',
      'digits-onnx',
      'digits-tfjs',
      'gateway',
    ]);
  });

  it('has the rules loaded, and all of them work', async () => {
    const { groups } = await ask<{ groups: { file: string; rules: { health: string; name: string }[] }[] }>(
      'rules',
    );
    expect(new Set(groups.map(({ file }) => file.split('/').at(-1)))).toEqual(
      new Set(['presence.yaml', 'slipway.yaml', 'slo.yaml']),
    );
    const broken = groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err');
    expect(broken).toEqual([]);
  });

  it('hands on the trace of one request whole: gateway, both models and what they do', async () => {
    const answer = await infer();
    expect(answer.status).toBe(200);
    const traceId = answer.headers.get('x-trace-id')!;
    const spans = await until(
      `seven spans of the trace ${traceId}`,
      async () => {
        const found = spansIn(await stack.logs('jaeger')).filter((span) => span.traceId === traceId);
        return found.length >= 7 ? found : undefined;
      },
      30_000,
    );
    expect(spans.map(({ service, name }) => `${service}: ${name}`).sort()).toEqual([
      'digits-onnx: POST /v2/models/:model/infer',
      'digits-onnx: execute',
      'digits-tfjs: POST /v2/models/:model/infer',
      'digits-tfjs: execute',
      'gateway: POST /v2/models/:model/infer',
      'gateway: infer digits-cnn',
      'gateway: infer digits-mlp',
    ]);
    const ids = new Set(spans.map(({ id }) => id));
    expect(spans.filter(({ parentId }) => !ids.has(parentId)).map(({ service }) => service)).toEqual([
      'gateway',
    ]);
  });

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
    const firing = await until(
      'a firing ServiceDown',
      async () => {
        const { alerts } = await ask<{ alerts: Alert[] }>('alerts');
        const down = alerts.filter(
          ({ labels, state }) => labels.alertname === 'ServiceDown' && state === 'firing',
        );
        return down.length > 0 ? down : undefined;
      },
      90_000,
    );
    expect(firing.map(({ labels }) => labels.service)).toEqual(['digits-tfjs']);
    const answer = (await (await infer()).json()) as { parameters: { partial: boolean } };
    expect(answer.parameters.partial).toBe(true);
  });
});
