import { spansIn, until } from '@slipway/compose-tests/testing';
import { describeOnCluster, useCluster, useNamespace } from '@slipway/deploy-cluster/testing';
import { digitInput } from '@slipway/load';
import { must, run } from '../run.ts';
import { startObservedSystem, type ObservedSystem } from './observed-system.ts';

interface Target {
  readonly labels: { readonly job: string; readonly instance: string };
  readonly health: string;
  readonly lastError: string;
}

interface Alert {
  readonly labels: { readonly alertname: string; readonly service?: string };
  readonly state: 'pending' | 'firing';
}

const START_MILLIS = 600_000;
const itInSoak = process.env.SLIPWAY_SOAK === '1' ? it : it.skip;

describeOnCluster('the observed system on Kubernetes', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'observed', { make: false });
  let system: ObservedSystem;
  beforeAll(async () => {
    system = await startObservedSystem(cluster(), namespace);
  }, START_MILLIS);

  const kubectl = (...args: readonly string[]) => must('kubectl', ['--namespace', namespace, ...args]);
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${system.prometheusUrl}/api/v1/${path}`);
    return ((await answer.json()) as { data: T }).data;
  };
  const healthy = async () => {
    const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets?state=active');
    const refused = activeTargets.filter(({ lastError }) => /40\d/.test(lastError));
    expect(refused.map(({ lastError }) => lastError)).toEqual([]);
    return activeTargets.filter(({ health }) => health === 'up').map(({ labels }) => labels);
  };
  const infer = async () =>
    fetch(`${system.url}/v2/models/digits/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await system.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: [digitInput] }),
    });

  it('is scraped whole, each service with a token of its own, by a Prometheus without any right', async () => {
    const jobs = await until(
      'a healthy target of each service',
      async () => {
        const found = (await healthy()).map(({ job }) => job);
        return found.length === system.services.length ? found : undefined;
      },
      60_000,
    );
    expect(jobs.sort()).toEqual([...system.services].sort());
    const account = `system:serviceaccount:${namespace}:prometheus`;
    for (const verb of ['get', 'list', 'watch'])
      expect(
        (await run('kubectl', ['-n', namespace, 'auth', 'can-i', verb, 'pods', `--as=${account}`])).stdout,
      ).toBe('no\n');
  }, 90_000);

  it('has the rules loaded, and all of them work', async () => {
    const { groups } = await ask<{ groups: { file: string; rules: { health: string }[] }[] }>('rules');
    expect(new Set(groups.map(({ file }) => file.split('/').at(-1)))).toEqual(
      new Set(['presence.yaml', 'slipway.yaml', 'slo.yaml']),
    );
    expect(groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err')).toEqual([]);
  });

  it('hands the trace of one request whole to the collector: gateway, both models and what they do', async () => {
    const answer = await infer();
    expect(answer.status).toBe(200);
    const traceId = answer.headers.get('x-trace-id')!;
    const spans = await until(
      `seven spans of the trace ${traceId}`,
      async () => {
        const log = await kubectl('logs', 'deployment/collector');
        const found = spansIn(log).filter((span) => span.traceId === traceId);
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
  }, 60_000);

  it('lets no service ask Prometheus', async () => {
    const script = `fetch('http://prometheus:9090/-/healthy', { signal: AbortSignal.timeout(2000) }).then(
      (answer) => console.log('answered ' + answer.status),
      (error) => console.log('no answer: ' + (error.cause?.code ?? error.name)))`;
    const said = await kubectl('exec', 'deployment/gateway', '--', '/usr/local/bin/node', '-e', script);
    expect(said).toMatch(/^no answer: (TimeoutError|ECONNREFUSED|EHOSTUNREACH)/);
    // It is there all the same.
    expect((await fetch(`${system.prometheusUrl}/-/healthy`)).status).toBe(200);
  }, 30_000);

  itInSoak(
    'sees a replica more, and raises an alert when a model has none left (needs SLIPWAY_SOAK=1)',
    async () => {
      await kubectl('scale', 'deployment/digits-tfjs', '--replicas=2');
      await until(
        'two healthy targets of digits-tfjs',
        async () => {
          const found = (await healthy()).filter(({ job }) => job === 'digits-tfjs');
          return found.length === 2 ? found : undefined;
        },
        90_000,
      );
      await kubectl('scale', 'deployment/digits-tfjs', '--replicas=0');
      const firing = await until(
        'a firing ServiceDown',
        async () => {
          const { alerts } = await ask<{ alerts: Alert[] }>('alerts');
          const down = alerts.filter(
            ({ labels, state }) => labels.alertname === 'ServiceDown' && state === 'firing',
          );
          return down.length > 0 ? down : undefined;
        },
        120_000,
      );
      expect(firing.map(({ labels }) => labels.service)).toEqual(['digits-tfjs']);
    },
    240_000,
  );
});
