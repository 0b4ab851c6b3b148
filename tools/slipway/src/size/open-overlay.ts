import type { Cluster } from '@slipway/deploy-cluster';
import { selectorOf } from '@slipway/deploy-kubernetes';
import { listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import { openForwardedStack } from '../kubernetes/forwarded-stack.ts';
import { renderOverlay } from '../kubernetes/render-overlay.ts';
import type { Workspace } from '../workspace.ts';
import { fetchMetrics, type Instance, type Measurable } from './measurable.ts';

export interface OverlayPlace {
  readonly overlay: string;
  readonly signal?: AbortSignal;
  /** Told why a connection led to no pod, one line each. */
  readonly say: (line: string) => void;
}

/** The pods of an overlay's services, each asked through a forwarded port. */
export async function openOverlay(
  workspace: Workspace,
  cluster: Cluster,
  { overlay, signal, say }: OverlayPlace,
): Promise<Measurable> {
  const { manifests, namespace } = await renderOverlay(workspace, overlay, signal);
  const origin = originOf(manifests, overlay);
  const stack = await openForwardedStack({ workspace, cluster, namespace, say });

  async function instanceOf(service: string, pod: Manifest): Promise<Instance> {
    const { name } = pod.metadata;
    const { port } = await stack.forwardTo(service, name);
    const url = `http://127.0.0.1:${port}`;
    return { service, name, env: environmentOf(pod), metrics: (token) => fetchMetrics(url, token) };
  }

  const instances = await Promise.all(
    stack.services.map(async ({ name }) => {
      const pods = await runningPods(cluster, namespace, name);
      return Promise.all(pods.map((pod) => instanceOf(name, pod)));
    }),
  );
  return {
    platform: `kubernetes (overlay ${overlay})`,
    origin,
    instances: instances.flat(),
    secretOf: (client) => stack.secretOf(client),
    close: () => stack.close(),
  };
}

async function runningPods(
  cluster: Cluster,
  namespace: string,
  service: string,
): Promise<readonly Manifest[]> {
  const labelSelector = Object.entries(selectorOf(service))
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const options = { namespace, labelSelector, fieldSelector: 'status.phase=Running' };
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, options);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** What stands in the pod itself; values from elsewhere say nothing about size. */
const environmentOf = (pod: Manifest): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    listOf(listOf(pod, 'spec', 'containers')[0], 'env').map((one) => [
      textOf(one, 'name') ?? '',
      textOf(one, 'value'),
    ]),
  );

function originOf(manifests: readonly Manifest[], overlay: string): string {
  const found = manifests
    .filter(({ kind }) => kind === 'ConfigMap')
    .map((settings) => textOf(settings, 'data', 'SLIPWAY_ISSUER'))
    .find((issuer) => issuer !== undefined);
  if (found !== undefined) return found;
  throw new CommandError(
    'config',
    `Overlay ${overlay} sets no SLIPWAY_ISSUER in its ConfigMap settings: say with --url where it answers`,
  );
}
