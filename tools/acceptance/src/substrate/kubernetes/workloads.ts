import { selectorOf } from '@slipway/deploy-kubernetes';
import { listOf, numberOf, type Manifest } from '@slipway/deploy-plan';
import type { ClusterSession } from './cluster-session.ts';
import { endPods } from './end-pods.ts';
import { streamLines } from './stream-lines.ts';

/** The one pod that a service runs as, by its Deployment. */
export interface Workloads {
  podOf(service: string): Promise<string>;
  /** Resolves with the exit code of its container when the pod is gone. */
  end(service: string, how: 'politely' | 'at once'): Promise<number | undefined>;
  /** Lets there be a pod again. */
  begin(service: string): Promise<void>;
}

/** Those of a namespace, each as its manifest says. */
export function createWorkloads(
  { cluster, config }: ClusterSession,
  namespace: string,
  manifests: readonly Manifest[],
): Workloads {
  const deployments = new Map(
    manifests.filter(({ kind }) => kind === 'Deployment').map((one) => [one.metadata.name, one]),
  );
  const podsOf = (service: string) => {
    const labels = Object.entries(selectorOf(service)).map(([label, value]) => `${label}=${value}`);
    return cluster.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace, labelSelector: labels.join(',') });
  };
  const scale = async (service: string, replicas: number) => {
    const deployment = deployments.get(service)!;
    const spec = { ...(deployment.spec as object), replicas };
    await cluster.apply({ ...deployment, spec });
  };
  /** Begins with the state in hand, so that nothing between is missed. */
  const watchEnd = async ({ metadata: { name, resourceVersion } }: Manifest) => {
    const query = `watch=true&fieldSelector=metadata.name=${name}&resourceVersion=${String(resourceVersion)}`;
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const stream = await streamLines(config, `/api/v1/namespaces/${namespace}/pods?${query}`, (line) => {
      const { type, object } = JSON.parse(line) as { type: string; object: Manifest };
      if (type === 'DELETED') resolve(exitCodeOf(object));
    });
    void stream.ended.then(() => reject(new Error(`The watch of ${name} ended before the pod did`)));
    return promise.finally(() => stream.close());
  };

  return {
    podOf: async (service) => {
      const pods = (await podsOf(service)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      if (pods[0] === undefined) throw new Error(`${service} has no pod`);
      return pods[0].metadata.name;
    },
    end: async (service, how) => {
      const pods = await podsOf(service);
      const ends = pods.map(watchEnd);
      await scale(service, 0);
      if (how === 'at once') await endPods(config, pods);
      return (await Promise.all(ends))[0];
    },
    begin: (service) => scale(service, 1),
  };
}

const exitCodeOf = (pod: Manifest): number | undefined =>
  numberOf(listOf(pod, 'status', 'containerStatuses')[0], 'state', 'terminated', 'exitCode');
