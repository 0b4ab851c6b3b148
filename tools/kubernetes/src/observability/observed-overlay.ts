import {
  CLIENT_KEY,
  clientSecret,
  DATABASE_KEY,
  DATABASE_SECRET,
  SETTINGS,
} from '@slipway/deploy-kubernetes';

export interface ObservedOverlay {
  readonly namespace: string;
  /** The way from the overlay's folder to `k8s/`: Kustomize takes no other. */
  readonly k8s: string;
  /** What runs in the place of `slipway/<name>`, with digest. */
  readonly images: ReadonlyMap<string, string>;
  readonly gatewayPort: number;
  readonly prometheusPort: number;
  /** By client id. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly databasePassword: string;
}

/** A component of the test's own, after `observability`: what would be stored is written to the collector's own log. */
export const SPANS_TO_LOG = 'spans-to-log';

export const spansToLog = {
  'kustomization.yaml': {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    configMapGenerator: [{ name: 'collector-config', behavior: 'merge', files: ['exporters.yaml'] }],
  },
  'exporters.yaml': {
    exporters: { debug: { verbosity: 'detailed', sampling_initial: 10_000 } },
    service: { pipelines: { traces: { exporters: ['debug'] } } },
  },
};

/** `k8s/overlays/dev` with the component, and with what a test must lay over it. */
export function observedOverlay(options: ObservedOverlay) {
  const { namespace, k8s, images, gatewayPort, prometheusPort, secrets, databasePassword } = options;
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    resources: [`${k8s}/overlays/dev`],
    components: [`${k8s}/components/observability`, SPANS_TO_LOG, `${k8s}/components/small`],
    configMapGenerator: [
      { name: SETTINGS, behavior: 'merge', literals: [`SLIPWAY_ISSUER=http://127.0.0.1:${gatewayPort}`] },
    ],
    secretGenerator: [
      ...Object.entries(secrets).map(([client, value]) => secret(clientSecret(client), CLIENT_KEY, value)),
      secret(DATABASE_SECRET, DATABASE_KEY, databasePassword),
    ],
    images: [...images].map(([name, image]) => {
      const [tagged, digest] = image.split('@');
      return { name: `slipway/${name}`, newName: tagged!.replace(/:[^:/]+$/, ''), digest };
    }),
    patches: [
      patch({ kind: 'Service', name: 'gateway-node-port' }, [
        { op: 'replace', path: '/spec/ports/0/nodePort', value: gatewayPort },
      ]),
      patch({ kind: 'Service', name: 'prometheus' }, [
        { op: 'replace', path: '/spec/type', value: 'NodePort' },
        { op: 'add', path: '/spec/ports/0/nodePort', value: prometheusPort },
      ]),
      // Images of a test are in no lock.
      patch({ kind: 'Namespace' }, [{ op: 'remove', path: '/metadata/labels/slipway.dev~1images' }]),
      // Nothing of it shall stay, and volumes are few.
      patch({ kind: 'StatefulSet', name: 'postgres' }, [
        { op: 'remove', path: '/spec/volumeClaimTemplates' },
        { op: 'add', path: '/spec/template/spec/volumes/-', value: { name: 'data', emptyDir: {} } },
      ]),
    ],
  };
}

const patch = (
  target: { readonly kind: string; readonly name?: string },
  operations: readonly unknown[],
) => ({
  target,
  patch: JSON.stringify(operations),
});

const secret = (name: string, key: string, value: string) => ({
  name,
  literals: [`${key}=${value}`],
  options: { disableNameSuffixHash: true },
});
