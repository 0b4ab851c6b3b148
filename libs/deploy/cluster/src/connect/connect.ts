import { createHttpApi } from '../api/http-api.ts';
import { systemClock } from '../clock.ts';
import type { Cluster } from '../objects/cluster.ts';
import { createCluster } from '../objects/create-cluster.ts';
import { loadKubeconfig, type KubeconfigOptions } from './load-kubeconfig.ts';

export interface ConnectOptions extends KubeconfigOptions {
  /** For each call. Default 10,000. */
  readonly timeoutMillis?: number;
}

/** The cluster that the kubeconfig's context names; nothing is sent yet. */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const { timeoutMillis } = options;
  const config = await loadKubeconfig(options);
  return createCluster(
    await createHttpApi(config, {
      sleep: (millis, signal) => systemClock.sleep(millis, signal),
      ...(timeoutMillis !== undefined && { timeoutMillis }),
    }),
  );
}
