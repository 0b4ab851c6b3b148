import { ClusterError } from '@slipway/deploy-cluster';
import { createManualClock, createMemoryCluster } from '@slipway/deploy-cluster/testing';
import { manifestsDigest, type Manifest } from '@slipway/deploy-plan';
import { applyRelease } from './apply-release.ts';

const NAMESPACE = 'shop';
const job = (text: string): Manifest => ({
  ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'load', namespace: NAMESPACE } },
  spec: { template: { spec: { containers: [{ name: 'load', command: [text] }] } } },
});

/** As the API server has it: the template of a Job is for ever. */
function setUp() {
  const cluster = createMemoryCluster();
  const apply = cluster.apply.bind(cluster);
  cluster.apply = async (manifest, options) => {
    const live = manifest.kind === 'Job' ? cluster.objects.get(`batch/Job/${NAMESPACE}/load`) : undefined;
    if (live !== undefined && JSON.stringify(live.spec) !== JSON.stringify(manifest.spec))
      throw new ClusterError(
        'invalid',
        'Job.batch "load" is invalid: spec.template: Invalid value: field is immutable',
      );
    return apply(manifest, options);
  };
  const run = (manifests: readonly Manifest[]) =>
    applyRelease(cluster, {
      ...{ overlay: 'test', namespace: NAMESPACE, images: [], digest: manifestsDigest(manifests) },
      manifests: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, ...manifests],
      secrets: { clients: [], database: false },
      ...{ forceConflicts: false, timeoutMillis: 60_000, clock: createManualClock(), say: () => undefined },
      signal: new AbortController().signal,
    });
  return { cluster, run };
}

it('a Job that changes is made anew, one that does not is left alone', async () => {
  const { cluster, run } = setUp();
  await run([job('one')]);
  await run([job('one')]);
  expect(cluster.writes.filter((write) => write.includes('Job'))).toEqual(['apply Job load']);
  await run([job('two')]);
  expect(cluster.writes.filter((write) => write.includes('Job'))).toEqual([
    'apply Job load',
    'delete Job load',
    'apply Job load',
  ]);
  expect(cluster.objects.get(`batch/Job/${NAMESPACE}/load`)?.spec).toEqual(job('two').spec);
});
