import { object } from '../testing/fixtures.ts';
import { textOf, type Manifest } from '../manifest/manifest.ts';
import { judgeRollout } from './judge-rollout.ts';
import type { RolloutView } from './rollout-state.ts';

const NOW = Date.UTC(2026, 0, 1);
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const REVISION = 'deployment.kubernetes.io/revision';
const SET = { uid: 'set' };

interface Seen {
  readonly workload?: object;
  readonly status?: object;
  readonly setStatus?: object;
  readonly pod?: object;
  readonly containers?: readonly object[];
  readonly podAge?: number;
  readonly events?: readonly Manifest[];
}

/** A Deployment of one replica whose new pod is as the cluster shows it. */
function view({ workload, status, setStatus, pod, containers, podAge = 20, events = [] }: Seen): RolloutView {
  return {
    workload: object('Deployment', 'web', {
      apiVersion: 'apps/v1',
      metadata: { uid: 'web', generation: 2, annotations: { [REVISION]: '2' } },
      spec: { replicas: 1, progressDeadlineSeconds: 90 },
      status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1, ...status },
      ...workload,
    }),
    replicaSets: [
      object('ReplicaSet', 'web-2', {
        metadata: { ...SET, annotations: { [REVISION]: '2' }, ownerReferences: [{ uid: 'web' }] },
        status: setStatus,
      }),
      object('ReplicaSet', 'web-1', {
        metadata: { uid: 'old', annotations: { [REVISION]: '1' }, ownerReferences: [{ uid: 'web' }] },
        status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'of the past' }] },
      }),
    ],
    pods: [
      object('Pod', 'web-2-x', {
        metadata: { uid: 'pod', ownerReferences: [SET], creationTimestamp: ago(podAge) },
        status: { phase: 'Pending', ...(containers && { containerStatuses: containers }), ...pod },
      }),
    ],
    events,
    nowMillis: NOW,
  };
}

const event = (reason: string, message: string, uid = 'pod', name = 'web-2-x'): Manifest =>
  object('Event', `e-${reason}`, { reason, message, involvedObject: { uid, name }, lastTimestamp: ago(1) });
const waiting = (reason: string, message = '', more: object = {}) => ({
  ...{ name: 'web', image: 'img', ready: false, restartCount: 0, state: { waiting: { reason, message } } },
  ...more,
});
const crashed = (terminated: object, restartCount = 3) =>
  waiting('CrashLoopBackOff', 'back-off', { restartCount, lastState: { terminated } });
const condition = (type: string, status: string, reason: string, message = '', since = 0) => ({
  ...{ type, status, reason, message, lastTransitionTime: ago(since) },
});
/** A pod without a node, and what an autoscaler has said of it, the latest last. */
const unschedulable = (since: number, ...events: readonly Manifest[]) => ({
  pod: {
    conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/2 nodes: Insufficient cpu', since)],
  },
  events,
});
const scaleUp = event('TriggeredScaleUp', 'pod triggered scale-up: [{pool 1->2 (max: 3)}]');
const noScaleUp = event('NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached");
const EXCEEDED = { conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] };

describe('a rollout is', () => {
  it('done when all pods are new and available and the old ones are gone', () => {
    const seen = view({ status: { replicas: 1 }, pod: { conditions: [condition('Ready', 'True', '')] } });
    expect(judgeRollout(seen)).toEqual({ kind: 'done', wanted: 1, updated: 1, ready: 1 });
  });

  it.each<[string, Seen]>([
    ['old pods are still there', {}],
    ['the new pod is not available', { status: { replicas: 1, availableReplicas: 0 } }],
    [
      'the new pod is ready, but not for `minReadySeconds` yet',
      {
        status: { replicas: 1, readyReplicas: 1, availableReplicas: 0 },
        pod: { conditions: [condition('Ready', 'True', '')] },
      },
    ],
    ['its controller has not seen the change', { status: { observedGeneration: 1, replicas: 1 } }],
    [
      'all that is known to fail is of before the change',
      {
        status: {
          observedGeneration: 1,
          conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota')],
        },
      },
    ],
    ['a container is being created', { containers: [waiting('ContainerCreating')] }],
  ])('under way while %s', (_, seen) => {
    expect(judgeRollout(view(seen))).toMatchObject({ kind: 'progressing' });
    expect(judgeRollout(view(seen))).not.toHaveProperty('hint');
  });

  it('done for a StatefulSet when its pods are of the new revision and ready', () => {
    const workload = (status: object) => ({
      ...view({}),
      workload: object('StatefulSet', 'db', {
        metadata: { uid: 'db', generation: 1 },
        spec: { replicas: 1 },
        status: { observedGeneration: 1, readyReplicas: 1, ...status },
      }),
    });
    expect(judgeRollout(workload({ currentRevision: 'a', updateRevision: 'a' })).kind).toBe('done');
    expect(judgeRollout(workload({ currentRevision: 'a', updateRevision: 'b' })).kind).toBe('progressing');
  });
});

describe('a rollout stalls, with the reason', () => {
  it.each<[string, string, Seen, RegExp]>([
    [
      'image that is not there',
      'image',
      { containers: [waiting('ErrImagePull', 'rpc error: img: not found')] },
      /image img of container web in pod web-2-x cannot be pulled/,
    ],
    [
      'image, from the event, while it backs off',
      'image',
      {
        containers: [waiting('ImagePullBackOff', 'Back-off')],
        events: [event('Failed', 'Failed to pull image "img": 401 unauthorized')],
      },
      /401 unauthorized/,
    ],
    [
      'image whose name is none',
      'image',
      { containers: [waiting('InvalidImageName')], podAge: 1 },
      /cannot be pulled/,
    ],
    [
      'registry that stays away',
      'image',
      { containers: [waiting('ErrImagePull', 'connection refused')], podAge: 31 },
      /connection refused/,
    ],
    [
      'quota',
      'quota',
      {
        setStatus: {
          conditions: [
            condition('ReplicaFailure', 'True', 'FailedCreate', 'pods "x" is forbidden: exceeded quota: q'),
          ],
        },
      },
      /raise the ResourceQuota/,
    ],
    [
      'quota, as the Deployment tells it',
      'quota',
      { status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota')] } },
      /exceeded quota/,
    ],
    [
      'Pod Security',
      'pod-security',
      {
        setStatus: {
          conditions: [
            condition('ReplicaFailure', 'True', 'FailedCreate', 'violates PodSecurity "restricted:latest"'),
          ],
        },
      },
      /securityContext/,
    ],
    [
      'admission policy',
      'admission',
      {
        setStatus: {
          conditions: [
            condition('ReplicaFailure', 'True', 'FailedCreate', "ValidatingAdmissionPolicy 'p' denied"),
          ],
        },
      },
      /'p' denied/,
    ],
    [
      'ServiceAccount that is missing',
      'create',
      {
        setStatus: {
          conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'serviceaccount "x" not found')],
        },
      },
      /serviceaccount "x"/,
    ],
    ['no node', 'scheduling', unschedulable(61), /Insufficient cpu/],
    [
      'no node, and no autoscaler that adds one',
      'scheduling',
      unschedulable(61, noScaleUp),
      /Insufficient cpu\n.*max node group size reached/,
    ],
    [
      'no node, since the one that was on its way did not come',
      'scheduling',
      unschedulable(300, scaleUp, noScaleUp),
      /no node can take/,
    ],
    [
      'crash',
      'crash',
      { containers: [crashed({ exitCode: 3, reason: 'Error' })] },
      /ended with exit code 3, 3 restarts/,
    ],
    [
      'memory',
      'out-of-memory',
      { containers: [crashed({ exitCode: 137, reason: 'OOMKilled' })] },
      /more memory than its limit/,
    ],
    [
      'Secret that is missing',
      'missing-object',
      { containers: [waiting('CreateContainerConfigError', 'secret "client-a" not found')] },
      /needs Secret client-a, which is not there/,
    ],
    [
      'key that is missing',
      'create',
      { containers: [waiting('CreateContainerConfigError', "couldn't find key x in Secret y")] },
      /find key x/,
    ],
    [
      'ConfigMap of a volume',
      'missing-object',
      { events: [event('FailedMount', 'MountVolume.SetUp failed: configmap "settings" not found')] },
      /needs ConfigMap settings/,
    ],
    ['volume', 'volume', { events: [event('FailedAttachVolume', 'disk is busy')] }, /cannot be mounted/],
    ['deadline, without any other sign', 'deadline', { status: EXCEEDED }, /no progress for 90 s/],
    [
      'deadline, of a pod that has had all of it on a node',
      'deadline',
      { status: EXCEEDED, pod: { conditions: [condition('PodScheduled', 'True', '', '', 90)] } },
      /no progress for 90 s/,
    ],
  ])('%s', (_, reason, seen, text) => {
    const state = judgeRollout(view(seen));
    expect(state).toMatchObject({ kind: 'stalled', stall: { reason } });
    expect(state.kind === 'stalled' && state.stall.lines.join('\n')).toMatch(text);
  });

  it('probe, once the deadline is over, and says whose log tells more', () => {
    const running = { name: 'web', ready: false, restartCount: 0, state: { running: {} } };
    const probe = { containers: [running], events: [event('Unhealthy', 'Readiness probe failed: 503')] };
    expect(judgeRollout(view(probe))).toMatchObject({ kind: 'progressing', hint: { reason: 'probe' } });
    expect(judgeRollout(view({ ...probe, status: EXCEEDED }))).toMatchObject({
      kind: 'stalled',
      stall: {
        lines: [expect.any(String), 'Readiness probe failed: 503'],
        container: { pod: 'web-2-x', container: 'web', previous: false },
      },
    });
  });

  it('deletion, where the workload is gone', () => {
    expect(judgeRollout({ ...view({}), workload: undefined })).toMatchObject({ kind: 'stalled' });
  });

  it('refusal of pods of a StatefulSet, which tells by events alone', () => {
    const db = object('StatefulSet', 'db', {
      metadata: { uid: 'db', generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1 },
    });
    const events = [event('FailedCreate', 'create Pod db-0 failed: violates PodSecurity', 'db', 'db')];
    expect(judgeRollout({ ...view({}), workload: db, events })).toMatchObject({
      kind: 'stalled',
      stall: { reason: 'pod-security' },
    });
  });
});

describe('what may still go away by itself is a hint, and no end', () => {
  it.each<[string, string, Seen]>([
    [
      'a registry that is away for a moment',
      'image',
      { containers: [waiting('ErrImagePull', 'connection refused')], podAge: 5 },
    ],
    ['a pod that waits for old ones to leave', 'scheduling', unschedulable(5)],
    ['a first crash', 'crash', { containers: [crashed({ exitCode: 1, reason: 'Error' }, 1)] }],
    [
      'a Secret that is just being made',
      'missing-object',
      { containers: [waiting('CreateContainerConfigError', 'secret "a" not found')], podAge: 2 },
    ],
    [
      'a kubelet that is slow to hear of a ConfigMap',
      'create',
      {
        containers: [
          waiting(
            'CreateContainerConfigError',
            'failed to sync configmap cache: timed out waiting for the condition',
          ),
        ],
        podAge: 20,
      },
    ],
    [
      'a container that runs again after crashes',
      'crash',
      { containers: [crashed({ exitCode: 1 }, 4)].map((one) => ({ ...one, state: { running: {} } })) },
    ],
  ])('%s', (_, reason, seen) => {
    expect(judgeRollout(view(seen))).toMatchObject({ kind: 'progressing', hint: { reason } });
  });

  it.each<[string, Seen]>([
    [
      'pods of the release before',
      {
        events: [event('Unhealthy', 'x', 'other', 'web-1-y')],
        containers: [{ name: 'web', ready: false, state: { running: {} } }],
      },
    ],
    [
      'the first probes of a program',
      {
        podAge: 3,
        events: [event('Unhealthy', 'x')],
        containers: [{ name: 'web', ready: false, state: { running: {} } }],
      },
    ],
    [
      'an init container that has done its work',
      {
        pod: { initContainerStatuses: [{ name: 'i', ready: false, state: { terminated: { exitCode: 0 } } }] },
      },
    ],
  ])('%s are not even that', (_, seen) => {
    expect(judgeRollout(view(seen))).not.toHaveProperty('hint');
  });
});

describe('a node that is on its way is waited for', () => {
  it.each<[string, Manifest]>([
    ['Cluster Autoscaler', scaleUp],
    ['Karpenter', event('Nominated', 'Pod should schedule on: nodeclaim/default-7xk2q')],
  ])('as %s tells it, beyond the deadline', (_, told) => {
    const seen = view({ ...unschedulable(300, noScaleUp, told), status: EXCEEDED });
    expect(judgeRollout(seen)).toMatchObject({
      kind: 'progressing',
      hint: {
        reason: 'scheduling',
        lines: ['a node for pod web-2-x is on its way', textOf(told, 'message')],
      },
    });
  });

  it('and what is told of the pod of another rollout is not for this one', () => {
    const other = event('TriggeredScaleUp', 'x', 'other', 'web-1-y');
    expect(judgeRollout(view(unschedulable(61, other))).kind).toBe('stalled');
  });

  it('and the pod has its whole time once it is there', () => {
    const conditions = [condition('PodScheduled', 'True', '', '', 89)];
    expect(judgeRollout(view({ status: EXCEEDED, pod: { conditions } })).kind).toBe('progressing');
  });
});
