import type { Cluster } from '@slipway/deploy-cluster';
import { listOf, numberOf, textOf } from '@slipway/deploy-plan';
import type { Neighbour } from '../substrate.ts';
import { bringUp } from './bring-up.ts';
import type { ClusterSession } from './cluster-session.ts';
import { inertContainer, inertPod } from './inert-pod.ts';
import { TEST_LABEL } from './overlay.ts';
import { runScript } from './run-in-pod.ts';

const NAME = 'neighbour';
const PORT = 8060;
const LISTEN = `require('node:net').createServer((caller) => caller.end()).listen(${PORT}, '0.0.0.0')`;

export interface NeighbourPlace {
  readonly namespace: string;
  /** Any image with Node. */
  readonly image: string;
}

/** A pod in a namespace of its own, which no policy confines; it listens, too. */
export async function startNeighbour(
  { cluster, config }: ClusterSession,
  { namespace, image }: NeighbourPlace,
): Promise<Neighbour> {
  const labels = { 'app.kubernetes.io/name': NAME };
  const metadata = { name: NAME, namespace, labels };
  const container = {
    ...inertContainer(NAME, image),
    command: ['/usr/local/bin/node', '-e', LISTEN],
    ports: [{ name: 'tcp', containerPort: PORT, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: 'tcp' }, periodSeconds: 1 },
  };
  const template = { metadata: { labels }, spec: inertPod({ containers: [container] }) };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  await bringUp(cluster, namespace, [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { [TEST_LABEL]: 'acceptance' } },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'tcp', port: PORT, targetPort: 'tcp', protocol: 'TCP' }] },
    },
  ]);
  const [pod] = await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace });
  const podAddress = textOf(pod, 'status', 'podIP');
  return {
    addresses: [`${NAME}.${namespace}.svc:${PORT}`, `${podAddress}:${PORT}`, ...(await apiServers(cluster))],
    evaluate: (script) => runScript(config, { namespace, pod: pod!.metadata.name, container: NAME, script }),
  };
}

/** The API server as every pod is told to find it, and where it really listens. */
async function apiServers(cluster: Cluster): Promise<readonly string[]> {
  const namespace = 'default';
  const service = await cluster.get({ apiVersion: 'v1', kind: 'Service', namespace, name: 'kubernetes' });
  const port = numberOf(listOf(service, 'spec', 'ports')[0], 'port');
  const slices = await cluster.list(
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
    { namespace, labelSelector: 'kubernetes.io/service-name=kubernetes' },
  );
  const behind = slices.flatMap((slice) =>
    listOf(slice, 'endpoints').flatMap((endpoint) =>
      listOf(endpoint, 'addresses').map(
        (address) => `${String(address)}:${numberOf(listOf(slice, 'ports')[0], 'port')}`,
      ),
    ),
  );
  return [`kubernetes.default.svc:${port}`, ...behind];
}
