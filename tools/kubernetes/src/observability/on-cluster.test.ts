import { observedChecks, until } from '@slipway/compose-tests/testing';
import { describeOnCluster, useCluster, useNamespace } from '@slipway/deploy-cluster/testing';
import { must, run } from '../run.ts';
import { startObservedSystem, type ObservedSystem } from './observed-system.ts';

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
  const { healthyTargets, expectWorkingRules, expectWholeTrace, firing } = observedChecks(() => ({
    ...system,
    spansLog: () => kubectl('logs', 'deployment/collector'),
  }));

  it('is scraped whole, each service with a token of its own, by a Prometheus without any right', async () => {
    const jobs = await until(
      'a healthy target of each service',
      async () => {
        const found = (await healthyTargets()).map(({ job }) => job);
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

  it('has the rules loaded, and all of them work', expectWorkingRules);

  it(
    'hands the trace of one request whole to the collector: gateway, both models and what they do',
    expectWholeTrace,
    60_000,
  );

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
          const found = (await healthyTargets()).filter(({ job }) => job === 'digits-tfjs');
          return found.length === 2 ? found : undefined;
        },
        90_000,
      );
      await kubectl('scale', 'deployment/digits-tfjs', '--replicas=0');
      expect(await firing('ServiceDown', 120_000)).toEqual(['digits-tfjs']);
    },
    240_000,
  );
});
