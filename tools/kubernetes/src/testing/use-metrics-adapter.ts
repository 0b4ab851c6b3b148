import { join } from 'node:path';
import { root } from '../root.ts';
import { must, run } from '../run.ts';
import { pushImage } from './push-image.ts';
import { renderOver } from './render-over.ts';

const NAME = 'external-metrics-adapter';
/** As the manifests name it, and nobody can. */
const IMAGE = `registry.invalid/${NAME}`;
export const ADAPTER_NAMESPACE = 'slipway-metrics';
const API = 'apiservice/v1beta1.external.metrics.k8s.io';

/** The cluster has the adapter of `k8s/cluster/external-metrics`, in the image of this source; what is there already is renewed. */
export async function bringUpAdapter(): Promise<void> {
  const owner = await run('kubectl', ['get', API, '--output=jsonpath={.spec.service.namespace}']);
  if (owner.code === 0 && owner.stdout !== ADAPTER_NAMESPACE)
    throw new Error(`${API} belongs to ${owner.stdout}: these tests need a cluster without another adapter`);
  await must('sh', [join(root, 'tools/stand-ins/build')], { timeoutMillis: 900_000 });
  const [tagged, digest] = (await pushImage(`slipway/${NAME}:0.1.0`, NAME)).split('@');
  const manifests = await renderOver((k8s) => ({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [`${k8s}/cluster/external-metrics`],
    images: [{ name: IMAGE, newName: tagged!.replace(/:[^:/]+$/, ''), digest }],
  }));
  await must('kubectl', ['apply', '--server-side', '--force-conflicts', '--filename=-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }),
  });
  await must('kubectl', [
    '--namespace',
    ADAPTER_NAMESPACE,
    'rollout',
    'status',
    `deployment/${NAME}`,
    '--timeout=60s',
  ]);
  await must('kubectl', ['wait', '--for=condition=Available', API, '--timeout=60s']);
}

/** As an administrator lets the adapter into a namespace. */
export const letAdapterInto = (namespace: string): Promise<string> =>
  must('kubectl', [
    ...['create', 'rolebinding', 'external-metrics', `--namespace=${namespace}`],
    ...['--clusterrole=slipway-external-metrics', `--serviceaccount=${ADAPTER_NAMESPACE}:${NAME}`],
  ]);

/** The APIService goes first: one without its adapter keeps namespaces from ending. */
export async function takeDownAdapter(): Promise<void> {
  await must('kubectl', ['delete', API, '--ignore-not-found']);
  await must('kubectl', [
    'delete',
    '--kustomize',
    join(root, 'k8s/cluster/external-metrics'),
    '--wait=false',
    '--ignore-not-found',
  ]);
}
