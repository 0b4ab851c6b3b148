import { fieldOf, listOf, numberOf, textOf, type Manifest } from '../manifest/manifest.ts';
import type { RolloutView } from './rollout-state.ts';

const REVISION = 'deployment.kubernetes.io/revision';

export interface OwnObjects {
  /** The ReplicaSet of the present template; a StatefulSet has none. */
  readonly replicaSet?: Manifest;
  /** Pods of the present template that are not about to end. */
  readonly pods: readonly Manifest[];
  /** What is told about the workload, its ReplicaSet or one of these pods, the latest last. */
  readonly events: readonly Manifest[];
}

/** What of a namespace belongs to the present template of a workload. */
export function ownObjects(workload: Manifest, { replicaSets, pods, events }: RolloutView): OwnObjects {
  const replicaSet = workload.kind === 'Deployment' ? currentReplicaSet(workload, replicaSets) : undefined;
  const owner = workload.kind === 'Deployment' ? replicaSet : workload;
  const own = pods.filter(
    (pod) =>
      isOwnedBy(pod, owner) &&
      textOf(pod, 'metadata', 'deletionTimestamp') === undefined &&
      // What an eviction or a lost node leaves behind says nothing about the pod in its place.
      !/^(Failed|Succeeded)$/.test(textOf(pod, 'status', 'phase') ?? '') &&
      hasCurrentTemplate(workload, pod),
  );
  const known = new Set([workload, ...(replicaSet ? [replicaSet] : []), ...own].map(uidOf));
  return {
    ...(replicaSet && { replicaSet }),
    pods: own,
    events: events
      .filter((event) => known.has(textOf(event, 'involvedObject', 'uid') ?? ''))
      .sort((a, b) => timeOf(a) - timeOf(b)),
  };
}

const uidOf = (object: Manifest): string => textOf(object, 'metadata', 'uid') ?? '';

const isOwnedBy = (object: Manifest, owner: Manifest | undefined): boolean =>
  owner !== undefined &&
  listOf(object, 'metadata', 'ownerReferences').some(
    (reference) => textOf(reference, 'uid') === uidOf(owner),
  );

/** The Deployment's own revision, which its controller writes on both; before it has, nothing is current. */
function currentReplicaSet(workload: Manifest, replicaSets: readonly Manifest[]): Manifest | undefined {
  const revision = workload.metadata.annotations?.[REVISION];
  return replicaSets.find(
    (one) =>
      isOwnedBy(one, workload) && revision !== undefined && one.metadata.annotations?.[REVISION] === revision,
  );
}

function hasCurrentTemplate(workload: Manifest, pod: Manifest): boolean {
  if (workload.kind !== 'StatefulSet') return true;
  const revision = textOf(workload, 'status', 'updateRevision');
  return revision === undefined || pod.metadata.labels?.['controller-revision-hash'] === revision;
}

function timeOf(event: Manifest): number {
  const text =
    textOf(event, 'series', 'lastObservedTime') ??
    textOf(event, 'lastTimestamp') ??
    textOf(event, 'eventTime') ??
    textOf(event, 'metadata', 'creationTimestamp');
  return text === undefined ? 0 : Date.parse(text);
}

/** A condition in an object's status, by its type. */
export function conditionOf(object: Manifest | undefined, type: string) {
  const found = listOf(object, 'status', 'conditions').find((one) => textOf(one, 'type') === type);
  return found === undefined
    ? undefined
    : {
        status: textOf(found, 'status') ?? 'Unknown',
        reason: textOf(found, 'reason') ?? '',
        message: textOf(found, 'message') ?? '',
        sinceMillis: Date.parse(textOf(found, 'lastTransitionTime') ?? ''),
      };
}

/** Of a pod, its containers as they are; those that prepare come first. */
export function containerStatuses(pod: Manifest) {
  return (['initContainerStatuses', 'containerStatuses'] as const).flatMap((list) =>
    listOf(pod, 'status', list).map((status) => ({
      name: textOf(status, 'name') ?? '',
      image: textOf(status, 'image') ?? '',
      isReady: fieldOf(status, 'ready') === true,
      isInit: list === 'initContainerStatuses',
      restarts: numberOf(status, 'restartCount') ?? 0,
      waiting: ending(status, 'state', 'waiting'),
      terminated: ending(status, 'state', 'terminated'),
      lastTerminated: ending(status, 'lastState', 'terminated'),
      isRunning: fieldOf(status, 'state', 'running') !== undefined,
    })),
  );
}

export type ContainerStatus = ReturnType<typeof containerStatuses>[number];

function ending(status: unknown, ...path: readonly string[]) {
  const found = fieldOf(status, ...path);
  return found === undefined
    ? undefined
    : {
        reason: textOf(found, 'reason') ?? '',
        message: textOf(found, 'message') ?? '',
        exitCode: numberOf(found, 'exitCode'),
      };
}
