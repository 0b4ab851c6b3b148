import type { ClusterSession } from './cluster-session.ts';
import { endPods } from './end-pods.ts';

/** Ends every pod and asks for the removal of the rest, which the cluster does in its own time. */
export async function removeNamespace({ cluster, config }: ClusterSession, namespace: string): Promise<void> {
  await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace });
  await endPods(config, pods);
}
