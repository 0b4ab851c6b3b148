import { tinyWorkload } from '@slipway/deploy-cluster/testing';
import type { Manifest } from '@slipway/deploy-plan';
import { modelProgram, tokenProgram } from './rows-programs.ts';

export interface RowsObjects {
  readonly image: string;
  readonly nodePort: number;
  /** Of the client `prometheus`. */
  readonly secret: string;
}

const SECRET = 'client-prometheus';
const labels = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'slipway' });

/** What stands in for a model service and for the token service, under their names, so that real policies are for them. */
export function rowsObjects({ image, nodePort, secret }: RowsObjects): readonly Manifest[] {
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: SECRET }, stringData: { secret } },
    service('auth', { port: 8090 }),
    service('digits-onnx', { port: 8081 }),
    service('digits-onnx', { port: 8081, nodePort }),
    workload({ name: 'auth', component: 'auth', port: 8090 }, image, {
      script: tokenProgram,
      env: [{ name: 'SECRET', valueFrom: { secretKeyRef: { name: SECRET, key: 'secret' } } }],
    }),
    workload({ name: 'digits-onnx', component: 'model', port: 8081 }, image, { script: modelProgram }),
  ];
}

const service = (name: string, { port, nodePort }: { port: number; nodePort?: number }): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: nodePort === undefined ? name : `${name}-node-port`, labels: labels(name) },
  spec: {
    type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
    selector: labels(name),
    ports: [{ name: 'http', port, targetPort: 'http', ...(nodePort !== undefined && { nodePort }) }],
  },
});

interface Role {
  readonly name: string;
  readonly component: string;
  readonly port: number;
}

function workload(
  { name, component, port }: Role,
  image: string,
  { script, env = [] }: { readonly script: string; readonly env?: readonly unknown[] },
): Manifest {
  const { spec, ...tiny } = structuredClone(
    tinyWorkload({
      name,
      image,
      script,
      container: {
        env,
        ports: [{ name: 'http', containerPort: port }],
        // Time for every node to learn that it goes, also on a machine that is busy with other tests.
        lifecycle: { preStop: { sleep: { seconds: 10 } } },
        // As long as a real service takes to start: no node refuses its pod any more by the network policies.
        readinessProbe: { httpGet: { path: '/', port: 'http' }, initialDelaySeconds: 5, periodSeconds: 1 },
      },
      pod: { terminationGracePeriodSeconds: 30 },
    }),
  ) as Manifest & { readonly spec: { replicas?: number; template: { metadata: Record<string, unknown> } } };
  // The autoscaler decides.
  delete spec.replicas;
  spec.template.metadata = {
    ...spec.template.metadata,
    labels: { ...labels(name), 'app.kubernetes.io/component': component },
  };
  return { ...tiny, spec } as Manifest;
}
