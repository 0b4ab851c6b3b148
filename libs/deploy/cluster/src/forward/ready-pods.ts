import { fieldOf, listOf, type Manifest } from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';

export interface PodSelection {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Names of the pods with these labels that take requests at present. */
export async function readyPods(
  cluster: Cluster,
  { labels, ...options }: PodSelection,
): Promise<readonly string[]> {
  const labelSelector = Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, { ...options, labelSelector });
  return pods.filter(isReady).map(({ metadata }) => metadata.name);
}

/** The first of them; an error where there is none. */
export async function readyPod(cluster: Cluster, selection: PodSelection): Promise<string> {
  const [pod] = await readyPods(cluster, selection);
  if (pod !== undefined) return pod;
  const what = Object.values(selection.labels).join(', ');
  throw new ClusterError('unavailable', `No pod of ${what} in ${selection.namespace} is ready`);
}

const isReady = (pod: Manifest): boolean =>
  pod.metadata.deletionTimestamp === undefined &&
  listOf(pod, 'status', 'conditions').some(
    (condition) => fieldOf(condition, 'type') === 'Ready' && fieldOf(condition, 'status') === 'True',
  );
