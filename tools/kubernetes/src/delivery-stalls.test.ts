import { until } from '@slipway/compose-tests/testing';
import { awaitRollouts, systemClock, type Cluster } from '@slipway/deploy-cluster';
import {
  describeOnCluster,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
  type TinyWorkload,
} from '@slipway/deploy-cluster/testing';
import { isUnschedulable, refOf, type Manifest, type StallReason } from '@slipway/deploy-plan';

const TIMEOUT_MILLIS = 180_000;
/** Why a probe fails, and what the container has written. */
const WHOLE_HINT = /does not become ready[^]*connection refused[^]*listening nowhere/;

async function rollOut(cluster: Cluster, namespace: string, workload: Manifest) {
  const manifest = { ...workload, metadata: { ...workload.metadata, namespace } };
  const applied = await cluster.apply(manifest);
  if (!applied.ok) throw new Error(JSON.stringify(applied.conflicts));
  const begin = performance.now();
  const stalled = await awaitRollouts(cluster, {
    namespace,
    workloads: [refOf(manifest)],
    timeoutMillis: TIMEOUT_MILLIS,
    clock: systemClock,
  });
  const stall = stalled[0]?.stall;
  return {
    reason: stall?.reason,
    text: stall?.lines.join('\n') ?? '',
    seconds: (performance.now() - begin) / 1000,
  };
}

describeOnCluster('a rollout that does not get on', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'stalls');
  const crowded = useNamespace(cluster, 'stalls-quota');
  const locked = useNamespace(cluster, 'stalls-locked', { labels: { 'slipway.dev/images': 'locked' } });
  let image: string;

  beforeAll(async () => {
    image = await tinyImage();
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: { pods: '0' } } };
    await cluster().create({ ...quota, metadata: { name: 'none', namespace: crowded } });
  });

  type Case = readonly [string, Partial<TinyWorkload>, StallReason, RegExp, number];
  it.concurrent.each<Case>([
    [
      'an image that the registry does not have',
      { image: '127.0.0.1:5000/library/node:no-such-tag' },
      'image',
      /no-such-tag .*cannot be pulled[^]*not found/,
      20,
    ],
    [
      'a crash loop, with the exit code and the end of the log',
      { script: "console.log('no model here'); process.exit(3)" },
      'crash',
      /ended with exit code 3[^]*no model here/,
      40,
    ],
    [
      'too little memory',
      { script: 'const all = []; for (;;) all.push(Buffer.alloc(16e6, 1))' },
      'out-of-memory',
      /more memory than its limit/,
      40,
    ],
    [
      'a probe that fails until the deadline, with the end of the log',
      {
        script: "console.log('listening nowhere'); setInterval(() => {}, 1000)",
        spec: { progressDeadlineSeconds: 12 },
      },
      'probe',
      /does not become ready[^]*connection refused[^]*listening nowhere/,
      40,
    ],
    [
      'a Secret that is missing from the environment',
      { container: { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'nowhere', key: 'k' } } }] } },
      'missing-object',
      /Secret nowhere, which is not there/,
      30,
    ],
    [
      'a ConfigMap that is missing from a volume',
      {
        container: { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
        pod: { volumes: [{ name: 'v', configMap: { name: 'nowhere' } }] },
      },
      'missing-object',
      /ConfigMap nowhere, which is not there/,
      40,
    ],
    [
      'a pod that no node can take',
      { container: { resources: { requests: { cpu: '900' }, limits: { cpu: '900' } } } },
      'scheduling',
      /no node can take[^]*Insufficient cpu/,
      80,
    ],
    [
      'a pod that breaks Pod Security',
      { pod: { hostNetwork: true } },
      'pod-security',
      /violates PodSecurity[^]*hostNetwork/,
      15,
    ],
    [
      'a StatefulSet whose pods break Pod Security',
      { kind: 'StatefulSet', pod: { hostNetwork: true } },
      'pod-security',
      /violates PodSecurity/,
      15,
    ],
  ])(
    'names %s',
    async (what, options, reason, text, seconds) => {
      const name = `stall-${reason}-${what.replaceAll(/[^a-z]+/g, '').slice(0, 12)}`;
      const result = await rollOut(cluster(), namespace, tinyWorkload({ name, image, ...options }));
      expect(result).toMatchObject({ reason, text: expect.stringMatching(text) });
      expect(result.seconds).toBeLessThan(seconds);
    },
    TIMEOUT_MILLIS,
  );

  it.concurrent(
    'says within seconds that a probe fails, with the end of the log, and goes on waiting',
    async () => {
      const script = "console.log('listening nowhere'); setInterval(() => {}, 1000)";
      const workload = tinyWorkload({ name: 'hint', image, script });
      const manifest = { ...workload, metadata: { ...workload.metadata, namespace } };
      await cluster().apply(manifest);
      const seen = new AbortController();
      const hints: string[] = [];
      const waiting = awaitRollouts(cluster(), {
        ...{ namespace, workloads: [refOf(manifest)], timeoutMillis: TIMEOUT_MILLIS, clock: systemClock },
        signal: seen.signal,
        onState: (_, state) => {
          if (state.kind === 'progressing' && state.hint !== undefined)
            hints.push(state.hint.lines.join('\n'));
          if (WHOLE_HINT.test(hints.at(-1) ?? '')) seen.abort();
        },
      });
      const begin = performance.now();
      await expect(waiting).rejects.toThrow(/abort|stopped/i);
      expect(hints.at(-1)).toMatch(WHOLE_HINT);
      expect((performance.now() - begin) / 1000).toBeLessThan(40);
    },
    TIMEOUT_MILLIS,
  );

  it.concurrent(
    'waits for a node that an autoscaler adds, beyond the deadline and the minute of a pod without a node',
    async () => {
      // A pod that another is to be beside stands for the node: with it, the first fits.
      const beside = { labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'new-node' } } };
      const affinity = {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { ...beside, topologyKey: 'kubernetes.io/hostname' },
        ],
      };
      const workload = tinyWorkload({
        ...{ name: 'scaled', image, pod: { affinity: { podAffinity: affinity } } },
        // Long enough for a pod that has its node to become ready; the node comes well after it.
        spec: { progressDeadlineSeconds: 30 },
      });
      const manifest = { ...workload, metadata: { ...workload.metadata, namespace } };
      await cluster().apply(manifest);
      const hints: string[] = [];
      const begin = performance.now();
      const waiting = awaitRollouts(cluster(), {
        ...{ namespace, workloads: [refOf(manifest)], timeoutMillis: TIMEOUT_MILLIS, clock: systemClock },
        onState: (_, state) => {
          if (state.kind === 'progressing' && state.hint !== undefined)
            hints.push(state.hint.lines.join('\n'));
        },
      });
      await announceNode('scaled', 'pod triggered scale-up: [{pool 1->2 (max: 3)}]');
      await systemClock.sleep(70_000);
      const told = hints.at(-1);
      const node = tinyWorkload({ name: 'new-node', image });
      await cluster().apply({ ...node, metadata: { ...node.metadata, namespace } });
      expect(await waiting).toEqual([]);
      expect((performance.now() - begin) / 1000).toBeGreaterThan(70);
      expect(told).toMatch(/a node for pod scaled-\S+ is on its way\n.*pool 1->2/);
    },
    TIMEOUT_MILLIS,
  );

  /** As Cluster Autoscaler does, once the scheduler has given up on the pod. */
  async function announceNode(name: string, message: string): Promise<void> {
    const pod = await until(`a pod of ${name} without a node`, async () =>
      (await cluster().list({ apiVersion: 'v1', kind: 'Pod' }, { namespace })).find(
        (one) => one.metadata.labels?.['app.kubernetes.io/name'] === name && isUnschedulable(one),
      ),
    );
    const now = new Date(systemClock.now()).toISOString().replace(/\.\d+/, '');
    await cluster().create({
      ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${pod.metadata.name}.scale-up`, namespace } },
      ...{ type: 'Normal', reason: 'TriggeredScaleUp', message, firstTimestamp: now, lastTimestamp: now },
      source: { component: 'cluster-autoscaler' },
      involvedObject: { ...refOf(pod), uid: pod.metadata.uid },
    });
  }

  it.concurrent(
    'names a quota that is used up, within seconds',
    async () => {
      const result = await rollOut(cluster(), crowded, tinyWorkload({ name: 'quota', image }));
      expect(result).toMatchObject({ reason: 'quota', text: expect.stringMatching(/exceeded quota/) });
      expect(result.seconds).toBeLessThan(15);
    },
    TIMEOUT_MILLIS,
  );

  it.concurrent(
    'names an admission policy that refuses pods of a template it once let pass',
    async () => {
      const lock = (images: string) =>
        cluster().apply(
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'locked-images', namespace: locked },
            data: { images },
          },
          { force: true },
        );
      const idle = tinyWorkload({ name: 'locked', image, replicas: 0 });
      await lock(image);
      expect(await rollOut(cluster(), locked, idle)).toMatchObject({ reason: undefined });
      await lock('');
      const result = await rollOut(cluster(), locked, tinyWorkload({ name: 'locked', image }));
      expect(result).toMatchObject({
        reason: 'admission',
        text: expect.stringMatching(/slipway-locked-images/),
      });
    },
    TIMEOUT_MILLIS,
  );
});
