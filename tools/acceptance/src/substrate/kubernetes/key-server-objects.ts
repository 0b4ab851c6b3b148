import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { PART_OF, selectorOf } from '@slipway/deploy-kubernetes';
import { inertPod, inertContainer } from './inert-pod.ts';

export const KEY_SERVER = 'key-server';
/** The ConfigMap with its program. */
export const KEY_SERVER_FILES = 'key-server-files';
const PORT = 8070;

/** Where the services find the key set of the tests. */
export const keyServerUrl = `http://${KEY_SERVER}:${PORT}`;

export interface KeyServerPlace {
  /** Any image with Node. */
  readonly image: string;
  readonly nodePort: number;
}

/** The key server as a pod of the system's namespace, and the ways that it needs through the network policies. */
export function keyServerObjects(system: readonly ServiceDeclaration[], { image, nodePort }: KeyServerPlace) {
  const auth = system.find(({ kind }) => kind === 'auth')!;
  const labels = selectorOf(KEY_SERVER);
  const metadata = { name: KEY_SERVER, labels };
  const verifiers = system.filter(({ kind }) => kind !== 'auth').map(({ name }) => name);
  const container = {
    ...inertContainer(KEY_SERVER, image),
    command: ['/usr/local/bin/node', '/credentials/key-server.ts'],
    env: [
      { name: 'PORT', value: String(PORT) },
      { name: 'MIRRORED_URL', value: `http://${auth.name}:${auth.ports.http}/oauth2/jwks` },
    ],
    ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/trap-hits', port: 'http' }, periodSeconds: 1 },
    volumeMounts: [{ name: 'program', mountPath: '/credentials', readOnly: true }],
  };
  const volumes = [{ name: 'program', configMap: { name: KEY_SERVER_FILES } }];
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: inertPod({ containers: [container], volumes }) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'NodePort',
        selector: labels,
        ports: [{ name: 'http', port: PORT, targetPort: 'http', nodePort, protocol: 'TCP' }],
      },
    },
    policy(KEY_SERVER, [KEY_SERVER], {
      ingress: [{ from: verifiers.map(podsOf), ports: [{ protocol: 'TCP', port: PORT }] }],
      egress: [{ to: [podsOf(auth.name)], ports: [{ protocol: 'TCP', port: auth.ports.http }] }],
    }),
    policy(`${KEY_SERVER}-callers`, verifiers, {
      egress: [{ to: [podsOf(KEY_SERVER)], ports: [{ protocol: 'TCP', port: PORT }] }],
    }),
    policy(`${KEY_SERVER}-mirrored`, [auth.name], {
      ingress: [{ from: [podsOf(KEY_SERVER)], ports: [{ protocol: 'TCP', port: auth.ports.http }] }],
    }),
  ];
}

const podsOf = (service: string) => ({ podSelector: { matchLabels: selectorOf(service) } });

interface Opened {
  readonly ingress?: readonly unknown[];
  readonly egress?: readonly unknown[];
}

const policy = (name: string, of: readonly string[], { ingress, egress }: Opened) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec: {
    podSelector: {
      matchLabels: { 'app.kubernetes.io/part-of': PART_OF },
      matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: of }],
    },
    policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
    ...(ingress && { ingress }),
    ...(egress && { egress }),
  },
});
