import type { KubeConfig } from '@kubernetes/client-node';
import { connect, findTestCluster, loadKubeconfig, type Cluster } from '@slipway/deploy-cluster';

type Environment = Readonly<Record<string, string | undefined>>;

/** The one cluster that tests may use: through the objects of the delivery's client, and through the client below. */
export interface ClusterSession {
  readonly cluster: Cluster;
  readonly config: KubeConfig;
}

/** A server on a machine that runs tests may take long to answer. */
const PATIENT_MILLIS = 60_000;

export async function openTestCluster(env: Environment): Promise<ClusterSession> {
  const found = await findTestCluster({ env, timeoutMillis: PATIENT_MILLIS });
  if (!found.found) throw new Error(found.reason);
  return {
    cluster: await connect({ env, timeoutMillis: PATIENT_MILLIS }),
    config: await loadKubeconfig({ env }),
  };
}
