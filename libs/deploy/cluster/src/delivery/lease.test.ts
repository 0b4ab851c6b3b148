import { textOf } from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createMemoryCluster } from '../testing/memory-cluster.ts';
import { holdLease } from './lease.ts';

const REF = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  namespace: 'shop',
  name: 'slipway-delivery',
};

function setUp() {
  const cluster = createMemoryCluster();
  cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const clock = createManualClock();
  const said: string[] = [];
  const hold = (holder: string) =>
    holdLease(cluster, 'shop', { holder, clock, say: (line) => said.push(line) });
  const holder = async () => textOf(await cluster.get(REF), 'spec', 'holderIdentity');
  return { cluster, clock, said, hold, holder };
}

describe('a lease', () => {
  it('is held by one, given back, and held by the next without waiting', async () => {
    const { clock, hold, holder } = setUp();
    const first = await hold('first');
    expect(await holder()).toBe('first');
    await first.release();
    expect(await holder()).toBe('');
    const before = clock.elapsed();
    const second = await hold('second');
    expect([await holder(), clock.elapsed() - before]).toEqual(['second', 0]);
    await second.release();
  });

  it('is refused within seconds while its holder lives, with who and since when', async () => {
    const { clock, hold } = setUp();
    const first = await hold('first@there');
    const before = clock.elapsed();
    await expect(hold('second')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/under way, by first@there since 2026-01-01T/),
    });
    expect(clock.elapsed() - before).toBeLessThan(5_000);
    await first.release();
  });

  it('is refused to whoever waited for it, too: what they have planned is of before', async () => {
    const { hold } = setUp();
    const first = await hold('first');
    const waiting = hold('second');
    waiting.catch(() => undefined);
    await first.release();
    await expect(waiting).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/has just ended, by first since .*: .* plan again$/),
    });
  });

  it('is taken from a dead holder after 15 s, whatever its clock said', async () => {
    const { cluster, clock, said, hold, holder } = setUp();
    cluster.put({
      ...{
        apiVersion: REF.apiVersion,
        kind: REF.kind,
        metadata: { name: REF.name, namespace: REF.namespace },
      },
      spec: { holderIdentity: 'dead', leaseDurationSeconds: 15, renewTime: '2099-01-01T00:00:00.000000Z' },
    });
    const lease = await hold('heir');
    expect(await holder()).toBe('heir');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(15_000);
    expect(clock.elapsed()).toBeLessThan(17_000);
    expect(said.join('\n')).toMatch(/dead has not renewed it for 15 s/);
    await lease.release();
  });

  it('is lost when somebody else has taken it, and then not given back in their stead', async () => {
    const { cluster, clock, hold, holder } = setUp();
    const lease = await hold('first');
    cluster.put({
      ...(await cluster.get(REF))!,
      spec: { holderIdentity: 'thief', leaseDurationSeconds: 15 },
    });
    await clock.sleep(3_000);
    expect(lease.lost.aborted).toBe(true);
    await lease.release();
    expect(await holder()).toBe('thief');
  });

  it('outlives an API server that is away for a moment, and is lost before it could be taken for dead', async () => {
    const { cluster, clock, hold } = setUp();
    const lease = await hold('first');
    let isAway = true;
    cluster.onCall = () => {
      if (isAway) throw new ClusterError('unavailable', 'away');
    };
    await clock.sleep(8_000);
    expect(lease.lost.aborted).toBe(false);
    isAway = false;
    await clock.sleep(5_000);
    isAway = true;
    await clock.sleep(12_000);
    expect(lease.lost.aborted).toBe(false);
    await clock.sleep(5_000);
    expect(lease.lost.aborted).toBe(true);
    await lease.release();
  });
});
