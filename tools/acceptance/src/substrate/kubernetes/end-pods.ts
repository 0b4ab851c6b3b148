import type { KubeConfig } from '@kubernetes/client-node';
import type { Manifest } from '@slipway/deploy-plan';

/** Less is not granted: the kubelet asks a process to stop, and ends it two seconds later. */
const LEAST_GRACE_SECONDS = 1;

/** Ends pods as soon as a cluster can. */
export async function endPods(config: KubeConfig, pods: readonly Manifest[]): Promise<void> {
  const { CoreV1Api } = await import('@kubernetes/client-node');
  const core = config.makeApiClient(CoreV1Api);
  await Promise.all(
    pods.map(({ metadata: { name, namespace = '' } }) =>
      core
        .deleteNamespacedPod({ namespace, name, gracePeriodSeconds: LEAST_GRACE_SECONDS })
        .catch(ignoreAbsent),
    ),
  );
}

function ignoreAbsent(error: unknown): void {
  const { code } = error as { readonly code?: number };
  if (code !== 404) throw error;
}
