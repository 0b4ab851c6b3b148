import type { KubeConfig } from '@kubernetes/client-node';
import { connect, loadKubeconfig, type Cluster } from '@slipway/deploy-cluster';

type Environment = Readonly<Record<string, string | undefined>>;

/** What runs in a namespace, as the account of the kubeconfig may see it. */
export interface OpenRelease {
  readonly cluster: Cluster;
  readonly config: KubeConfig;
  readonly namespace: string;
  /** Origin of the gateway where it is reached from outside; by the API server otherwise. */
  readonly origin: string | undefined;
  /** Whether programs may be run in its pods. */
  readonly mayExec: boolean;
}

/** `slipway verify` says where: by variables, since the suite is a process of its own. */
export async function openRelease(env: Environment): Promise<OpenRelease> {
  const { SLIPWAY_RELEASE_NAMESPACE: namespace, SLIPWAY_RELEASE_CONTEXT: context } = env;
  if (!namespace)
    throw new Error(
      'SLIPWAY_RELEASE_NAMESPACE: expected the namespace of what runs, got none: start with ./slipway verify',
    );
  const options = { env, ...(context && { context }) };
  const config = await loadKubeconfig(options);
  return {
    cluster: await connect(options),
    config,
    namespace,
    origin: env.SLIPWAY_RELEASE_ORIGIN || undefined,
    mayExec: await mayExec(config, namespace),
  };
}

async function mayExec(config: KubeConfig, namespace: string): Promise<boolean> {
  const { AuthorizationV1Api } = await import('@kubernetes/client-node');
  const resourceAttributes = { namespace, resource: 'pods', subresource: 'exec', verb: 'create' };
  const { status } = await config
    .makeApiClient(AuthorizationV1Api)
    .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
  return status?.allowed === true;
}
