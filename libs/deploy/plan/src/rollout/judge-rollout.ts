import { numberOf, textOf, type Manifest } from '../manifest/manifest.ts';
import { explainCreation } from './explain-creation.ts';
import { explainPod, isUnschedulable, type Obstacle } from './explain-pod.ts';
import { conditionOf, ownObjects, type OwnObjects } from './own-objects.ts';
import type { RolloutCounts, RolloutState, RolloutView, Stall } from './rollout-state.ts';

/** Where the rollout of a Deployment or a StatefulSet stands, and if it does not get on, why. */
export function judgeRollout(view: RolloutView): RolloutState {
  const { workload } = view;
  if (workload === undefined)
    return {
      ...{ kind: 'stalled', wanted: 0, updated: 0, ready: 0 },
      stall: { reason: 'create', lines: ['it was deleted while it was being rolled out: run apply again'] },
    };
  const own = ownObjects(workload, view);
  const counts = countPods(workload, own);
  // Until its controller has seen the change, everything that is known is about the state before it.
  if (!isObserved(workload)) return { kind: 'progressing', ...counts, updated: 0, ready: 0 };
  if (isDone(workload, counts)) return { kind: 'done', ...counts };
  const obstacle = findObstacle(workload, own, view);
  if (obstacle?.isFinal) return { kind: 'stalled', ...counts, stall: obstacle.stall };
  return { kind: 'progressing', ...counts, ...(obstacle && { hint: obstacle.stall }) };
}

const isObserved = (workload: Manifest): boolean =>
  (numberOf(workload, 'status', 'observedGeneration') ?? 0) >=
  (numberOf(workload, 'metadata', 'generation') ?? 0);

function countPods(workload: Manifest, { pods }: OwnObjects): RolloutCounts {
  return {
    wanted: numberOf(workload, 'spec', 'replicas') ?? 1,
    updated: numberOf(workload, 'status', 'updatedReplicas') ?? 0,
    ready: pods.filter((pod) => conditionOf(pod, 'Ready')?.status === 'True').length,
  };
}

/** As `kubectl rollout status` has it: all are of the present template, ready, and the old ones are gone. */
function isDone(workload: Manifest, { wanted, updated }: RolloutCounts): boolean {
  const status = (name: string) => numberOf(workload, 'status', name) ?? 0;
  if (workload.kind === 'StatefulSet') {
    const isUpdated =
      textOf(workload, 'status', 'updateRevision') === textOf(workload, 'status', 'currentRevision');
    return status('readyReplicas') >= wanted && (isUpdated || updated >= wanted);
  }
  return updated >= wanted && status('replicas') <= updated && status('availableReplicas') >= updated;
}

function findObstacle(workload: Manifest, own: OwnObjects, { nowMillis }: RolloutView): Obstacle | undefined {
  const creation =
    explainCreation(own.replicaSet ?? workload, own.events) ?? explainCreation(workload, own.events);
  if (creation !== undefined) return { stall: creation, isFinal: true };
  const obstacles = own.pods.flatMap((pod) => explainPod(pod, own.events, nowMillis) ?? []);
  const worst = obstacles.find(({ isFinal }) => isFinal) ?? obstacles[0];
  return passedDeadline(workload, own, nowMillis)
    ? { stall: atDeadline(workload, worst?.stall), isFinal: true }
    : worst;
}

/**
 * The controller counts the time for which a pod has no node as well, so its verdict stands only once each pod has had
 * as long on a node. A longer deadline would not do: it would be too short beside some `--timeout`, and keep a failing
 * probe waiting.
 */
function passedDeadline(workload: Manifest, { pods }: OwnObjects, nowMillis: number): boolean {
  const progressing = conditionOf(workload, 'Progressing');
  if (progressing?.status !== 'False' || progressing.reason !== 'ProgressDeadlineExceeded') return false;
  const deadlineMillis = deadlineSecondsOf(workload) * 1000;
  return !pods.some((pod) => {
    const scheduled = conditionOf(pod, 'PodScheduled');
    return (
      isUnschedulable(pod) ||
      (scheduled?.status === 'True' && nowMillis - scheduled.sinceMillis < deadlineMillis)
    );
  });
}

const deadlineSecondsOf = (workload: Manifest): number =>
  numberOf(workload, 'spec', 'progressDeadlineSeconds') ?? 600;

function atDeadline(workload: Manifest, known: Stall | undefined): Stall {
  if (known !== undefined) return known;
  const line = `it made no progress for ${deadlineSecondsOf(workload)} s, and no pod says why`;
  return { reason: 'deadline', lines: [line] };
}
