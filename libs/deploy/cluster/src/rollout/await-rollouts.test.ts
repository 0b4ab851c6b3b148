import { refOf, type Manifest } from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createMemoryCluster } from '../testing/memory-cluster.ts';
import { tinyWorkload } from '../testing/tiny-workload.ts';
import { awaitRollouts } from './await-rollouts.ts';

const web: Manifest = (({ metadata, ...others }) => ({
  ...others,
  metadata: { ...metadata, namespace: 'shop' },
}))(tinyWorkload({ name: 'web', image: 'image' }));

function setUp() {
  const cluster = createMemoryCluster();
  cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster.put(web);
  const clock = createManualClock();
  const states: string[] = [];
  const wait = (timeoutMillis = 60_000) =>
    awaitRollouts(cluster, {
      ...{ namespace: 'shop', workloads: [refOf(web)], timeoutMillis, clock },
      onState: (_, { kind, ready, wanted }) => states.push(`${kind} ${ready}/${wanted}`),
    });
  /** The workload as its controller sees it, which the memory does by itself only when it is stored. */
  const setStatus = (status: object) => {
    const key = [...cluster.objects.keys()].find((name) => name.includes('Deployment'))!;
    (cluster.objects as Map<string, Manifest>).set(key, { ...cluster.objects.get(key)!, status });
  };
  return { cluster, clock, states, wait, setStatus };
}

describe('a wait for rollouts', () => {
  it('ends at the first look where all are done', async () => {
    const { clock, states, wait } = setUp();
    expect([await wait(), clock.elapsed(), states]).toEqual([[], 0, ['done 0/1']]);
  });

  it('tells each state once, and ends when it is done', async () => {
    const { clock, states, wait, setStatus } = setUp();
    setStatus({ observedGeneration: 1 });
    void clock
      .sleep(5_000)
      .then(() =>
        setStatus({ observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
      );
    expect(await wait()).toEqual([]);
    expect(states).toEqual(['progressing 0/1', 'done 0/1']);
  });

  it('gives up after its time with what is known', async () => {
    const { clock, wait, setStatus } = setUp();
    setStatus({});
    const [stalled] = await wait(30_000);
    expect(stalled).toMatchObject({
      workload: { name: 'web' },
      stall: { reason: 'deadline', lines: [expect.stringMatching(/not ready within 30 s/)] },
    });
    expect(clock.elapsed()).toBeLessThan(35_000);
  });

  it('bears an API server that is away for half a minute, and no longer', async () => {
    const { cluster, clock, wait } = setUp();
    const away = (until: number) => () => {
      if (clock.elapsed() < until) throw new ClusterError('unavailable', 'away');
    };
    cluster.onCall = away(20_000);
    expect(await wait()).toEqual([]);
    cluster.onCall = away(Infinity);
    await expect(wait()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('says so where a workload is deleted meanwhile', async () => {
    const { cluster, wait } = setUp();
    await cluster.delete(refOf(web));
    expect(await wait()).toMatchObject([{ stall: { lines: [expect.stringMatching(/deleted while/)] } }]);
  });
});
