export const SERVICES = ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'] as const;

/** Made in the lab from Debian's packages, under its official name. */
const DATABASE_IMAGE = { newName: 'postgres', newTag: '15.20-bookworm' };

const DATA_IN_POD = [
  { op: 'remove', path: '/spec/volumeClaimTemplates' },
  { op: 'add', path: '/spec/template/spec/volumes/-', value: { name: 'data', emptyDir: {} } },
];

export interface Placed {
  readonly namespace: string;
  /** The way to `k8s/`: Kustomize takes no other. */
  readonly k8s: string;
  readonly nodePort: number;
  readonly url: string;
  readonly registry: string;
  /** Of every client and of the database: nobody else reaches this namespace. */
  readonly secret: string;
  /** Whether the database has a volume of its own; else its data goes with its pod. */
  readonly keepsData: boolean;
}

/** The files of a folder for Kustomize: the committed system, two replicas each. */
export function overlay({ namespace, k8s, nodePort, url, registry, secret, keepsData }: Placed) {
  const component = (name: string) => `${k8s}/components/${name}`;
  const secretOf = (name: string, key: string) => ({ name, literals: [`${key}=${secret}`] });
  const patch = (kind: string, name: string, operations: readonly object[]) => ({
    target: { kind, name },
    patch: JSON.stringify(operations),
  });
  return {
    'kustomization.yaml': {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace,
      resources: ['namespace.yaml', `${k8s}/base`],
      components: ['availability', 'availability/min-ready', 'network-policies', 'postgres', 'node-port'].map(
        component,
      ),
      images: [
        ...SERVICES.map((name) => ({
          name: `slipway/${name}`,
          newName: `${registry}/${name}`,
          newTag: namespace,
        })),
        { name: 'slipway/postgres', ...DATABASE_IMAGE },
      ],
      replicas: SERVICES.map((name) => ({ name, count: 2 })),
      configMapGenerator: [{ name: 'settings', behavior: 'merge', literals: [`SLIPWAY_ISSUER=${url}`] }],
      generatorOptions: { disableNameSuffixHash: true },
      secretGenerator: [
        ...['gateway', 'demo', 'operator', 'prometheus'].map((id) => secretOf(`client-${id}`, 'secret')),
        secretOf('database', 'password'),
      ],
      patches: [
        patch('Service', 'gateway-node-port', [
          { op: 'replace', path: '/spec/ports/0/nodePort', value: nodePort },
        ]),
        ...(keepsData ? [] : [patch('StatefulSet', 'postgres', DATA_IN_POD)]),
      ],
    },
    'namespace.yaml': {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'slipway.dev/test': 'faults' },
      },
    },
  };
}
