import { randomBytes } from 'node:crypto';
import { until } from '@slipway/compose-tests/testing';
import { describeOnCluster, tinyImage, useCluster, useNamespace } from '@slipway/deploy-cluster/testing';
import { fieldOf, listOf, numberOf } from '@slipway/deploy-plan';
import { rowsObjects } from './autoscaling/rows-objects.ts';
import { rowsOverlay } from './autoscaling/rows-overlay.ts';
import { CAPACITY_PER_SECOND } from './autoscaling/rows-programs.ts';
import { quantile, startSteadyLoad, type SteadyLoad } from './autoscaling/steady-load.ts';
import { must, run } from './run.ts';
import { freeNodePorts } from './testing/node-ports.ts';
import { renderOver } from './testing/render-over.ts';
import { untilAnswered } from './testing/until-answered.ts';
import { bringUpAdapter, letAdapterInto, takeDownAdapter } from './testing/use-metrics-adapter.ts';

const FIRST_PORT = 31_300;
/** A row takes 200 ms. */
const OBJECTIVE_MILLIS = 500;
const HEAVY = CAPACITY_PER_SECOND * 1.5;
const LIGHT = 4;

/** One story: each test goes on from where the one before has left the cluster. */
describeOnCluster('an autoscaler that goes by rows in flight', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'rows');
  const kubectl = (...args: readonly string[]) => must('kubectl', ['--namespace', namespace, ...args]);
  let load: SteadyLoad;

  beforeAll(async () => {
    const [nodePort] = await freeNodePorts(cluster(), FIRST_PORT, 1);
    const objects = rowsObjects({
      image: await tinyImage(),
      nodePort: nodePort!,
      secret: randomBytes(32).toString('base64url'),
    });
    await bringUpAdapter();
    await letAdapterInto(namespace);
    const manifests = await renderOver((k8s) => rowsOverlay(namespace, k8s), { 'objects.yaml': objects });
    for (const manifest of manifests) expect(await cluster().apply(manifest)).toMatchObject({ ok: true });
    await kubectl('wait', '--for=condition=Available', 'deployment', '--all', '--timeout=60s');
    const url = `http://127.0.0.1:${nodePort}/infer`;
    await untilAnswered(url);
    load = startSteadyLoad(url, LIGHT);
  }, 300_000);
  afterAll(async () => {
    await load?.stop();
    // Before the adapter: a namespace does not end while an API has no server.
    await takeDownAdapter();
  }, 60_000);

  const autoscaler = () =>
    cluster().get({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      namespace,
      name: 'digits-onnx',
    });
  const figure = async () => {
    const [metric] = listOf(await autoscaler(), 'status', 'currentMetrics');
    return fieldOf(metric, 'external', 'current', 'averageValue') as string | undefined;
  };
  const ready = async () =>
    numberOf(
      await cluster().get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'digits-onnx' }),
      'status',
      'readyReplicas',
    ) ?? 0;
  const replicas = (what: string, wanted: (count: number) => boolean, withinMillis: number) =>
    until(what, async () => wanted(await ready()), withinMillis);

  it('has a figure, from pods that everything but the adapter is kept from', async () => {
    expect(await until('a figure', figure, 40_000)).toMatch(/^\d+m?$/);
    expect(await ready()).toBe(1);
  }, 60_000);

  it('adds replicas under a load that one cannot bear, and answers are soon as quick as promised', async () => {
    load.setRate(HEAVY);
    await replicas('two replicas or more', (count) => count >= 2, 60_000);
    await until(
      `95 % of the answers of 3 s within ${OBJECTIVE_MILLIS} ms`,
      async () => {
        const since = performance.now() - 4_000;
        const recent = load.answersSince(since).filter(({ atMillis }) => atMillis < since + 3_000);
        return recent.length > HEAVY && quantile(recent, 0.95) < OBJECTIVE_MILLIS;
      },
      60_000,
    );
  }, 130_000);

  it('removes them when the load is gone, and no request of all this has failed', async () => {
    load.setRate(LIGHT);
    await replicas('one replica', (count) => count === 1, 90_000);
    const answers = await load.stop();
    expect(answers.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(answers.length).toBeGreaterThan(HEAVY * 10);
  }, 120_000);

  it.each([
    ['list EndpointSlices here', ['list', 'endpointslices.discovery.k8s.io', '--namespace'], true],
    ['read its client secret here', ['get', 'secrets/client-prometheus', '--namespace'], true],
    ['read another secret here', ['get', 'secrets/client-demo', '--namespace'], false],
    ['list secrets here', ['list', 'secrets', '--namespace'], false],
  ])('gives the adapter the right to %s: %j', async (_what, question, may) => {
    const account = '--as=system:serviceaccount:slipway-metrics:external-metrics-adapter';
    const answer = await run('kubectl', ['auth', 'can-i', account, ...question, namespace]);
    expect(answer.stdout.trim()).toBe(may ? 'yes' : 'no');
    // Nothing of it in a namespace that has not let it in.
    const elsewhere = await run('kubectl', ['auth', 'can-i', account, ...question, 'default']);
    expect(elsewhere.stdout.trim()).toBe('no');
  });
});
