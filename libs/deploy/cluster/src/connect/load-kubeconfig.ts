import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../cluster-error.ts';

export interface KubeconfigOptions {
  /** Where `KUBECONFIG`, `HOME` and, in a pod, `KUBERNETES_SERVICE_HOST` are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Instead of the current context. */
  readonly context?: string;
}

/** As kubectl does: every file of `KUBECONFIG`, else ~/.kube/config, else the pod's own account. */
export async function loadKubeconfig({ env, context }: KubeconfigOptions): Promise<KubeConfig> {
  // Its models take half a second to load, which commands without a cluster need not wait for.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const files = kubeconfigFiles(env).filter((file) => existsSync(file));
  const config = new KubeConfig();
  try {
    if (files.length > 0) {
      for (const file of files) addFile(config, loadOne(new KubeConfig(), file));
    } else if (env.KUBERNETES_SERVICE_HOST) config.loadFromCluster();
    else
      throw new ClusterError(
        'config',
        `There is no kubeconfig at ${kubeconfigFiles(env).join(', ')}: set KUBECONFIG`,
      );
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError('config', `The kubeconfig cannot be read: ${(error as Error).message}`, error);
  }
  choose(config, context);
  return config;
}

function kubeconfigFiles({ KUBECONFIG, HOME = '' }: KubeconfigOptions['env']): readonly string[] {
  const named = (KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return named.length > 0 ? named : [join(HOME, '.kube/config')];
}

function loadOne(config: KubeConfig, file: string): KubeConfig {
  config.loadFromFile(file);
  return config;
}

/** Of two entries with one name the first counts, as for kubectl. */
function addFile(config: KubeConfig, more: KubeConfig): void {
  for (const cluster of more.clusters)
    if (config.getCluster(cluster.name) === null) config.addCluster(cluster);
  for (const user of more.users) if (config.getUser(user.name) === null) config.addUser(user);
  for (const context of more.contexts)
    if (config.getContextObject(context.name) === null) config.addContext(context);
  if (!config.currentContext && more.currentContext) config.setCurrentContext(more.currentContext);
}

function choose(config: KubeConfig, context = config.currentContext): void {
  if (!context)
    throw new ClusterError('config', 'The kubeconfig has no current context: name one with --context');
  if (config.getContextObject(context) === null)
    throw new ClusterError(
      'config',
      `The kubeconfig has no context ${context}: name one of ${config.contexts.map(({ name }) => name).join(', ')} with --context`,
    );
  config.setCurrentContext(context);
  if (config.getCurrentCluster() === null)
    throw new ClusterError('config', `Context ${context} names a cluster that the kubeconfig does not have`);
}
