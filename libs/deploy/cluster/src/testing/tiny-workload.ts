import type { Manifest } from '@slipway/deploy-plan';

const REGISTRY = process.env.LAB_REGISTRY ?? '127.0.0.1:5000';
const MANIFEST_TYPES =
  'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json';

/** An image that every node can pull and that runs JavaScript, by digest. */
export async function tinyImage(): Promise<string> {
  const [repository, tag] = ['library/node', '24-bookworm-slim'];
  const answer = await fetch(`http://${REGISTRY}/v2/${repository}/manifests/${tag}`, {
    method: 'HEAD',
    headers: { accept: MANIFEST_TYPES },
  });
  const digest = answer.headers.get('docker-content-digest');
  if (digest === null) throw new Error(`${REGISTRY} does not have ${repository}:${tag}: push it there first`);
  return `${REGISTRY}/${repository}:${tag}@${digest}`;
}

export interface TinyWorkload {
  readonly name: string;
  readonly image: string;
  /** JavaScript; default: a server on port 8080. */
  readonly script?: string;
  readonly replicas?: number;
  readonly kind?: 'Deployment' | 'StatefulSet';
  readonly annotations?: Readonly<Record<string, string>>;
  /** Laid over the container, over the pod and over the workload's specification. */
  readonly container?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

export const serve = (text: string): string =>
  `require('http').createServer((_, answer) => answer.end('${text}')).listen(8080); process.on('SIGTERM', () => process.exit(0))`;

/** A workload that satisfies the restricted Pod Security Standard and starts in a second. */
export function tinyWorkload(options: TinyWorkload): Manifest {
  const { name, image, script = serve(name), replicas = 1, kind = 'Deployment', annotations } = options;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'slipway' };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels, ...(annotations && { annotations }) },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...(kind === 'Deployment'
        ? { progressDeadlineSeconds: 60, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } }
        : { serviceName: name }),
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 1,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10_001,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name,
              image,
              command: ['node', '-e', script],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
              resources: {
                requests: { cpu: '5m', memory: '32Mi' },
                limits: { cpu: '500m', memory: '128Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...options.container,
            },
          ],
          ...options.pod,
        },
      },
      ...options.spec,
    },
  };
}
