import {
  isUnschedulable,
  keyOf,
  refOf,
  type Manifest,
  type ObjectRef,
  type RolloutView,
} from '@slipway/deploy-plan';
import type { Cluster } from '../objects/cluster.ts';

/** A namespace as it is at one time. */
export interface NamespaceView {
  readonly workloads: readonly Manifest[];
  of(workload: ObjectRef, nowMillis: number): RolloutView;
}

export async function lookAt(
  cluster: Cluster,
  namespace: string,
  signal?: AbortSignal,
): Promise<NamespaceView> {
  const options = { namespace, ...(signal && { signal }) };
  const apps = (kind: string) => cluster.list({ apiVersion: 'apps/v1', kind }, options);
  const eventsOf = (type: string) =>
    cluster.list({ apiVersion: 'v1', kind: 'Event' }, { ...options, fieldSelector: `type=${type}` });
  const [deployments, statefulSets, replicaSets, pods, warnings] = await Promise.all([
    apps('Deployment'),
    apps('StatefulSet'),
    apps('ReplicaSet'),
    cluster.list({ apiVersion: 'v1', kind: 'Pod' }, options),
    eventsOf('Warning'),
  ]);
  // An autoscaler's answer is no warning; all else that is none says nothing here, and is much.
  const events = pods.some(isUnschedulable) ? [...warnings, ...(await eventsOf('Normal'))] : warnings;
  const workloads = [...deployments, ...statefulSets];
  const byKey = new Map(workloads.map((workload) => [keyOf(refOf(workload)), workload]));
  return {
    workloads,
    of: (workload, nowMillis) => ({
      workload: byKey.get(keyOf(workload)),
      replicaSets,
      pods,
      events,
      nowMillis,
    }),
  };
}
