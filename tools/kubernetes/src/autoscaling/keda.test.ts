import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { judgeObjects } from '../schemas/judge-objects.ts';
import { knowKeda } from '../schemas/know-foreign-kinds.ts';
import { renderOver } from '../testing/render-over.ts';
import { allOf, builder } from '../tools.ts';

const engine = allOf(await builder(), await findTestCluster({ env: process.env }));

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'staging with the component keda', () => {
  let manifests: readonly Manifest[];
  beforeAll(async () => {
    await knowKeda();
    manifests = await renderOver((k8s) => ({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [`${k8s}/overlays/staging`],
      components: [`${k8s}/components/keda`],
    }));
  }, 120_000);

  const scaled = () => manifests.filter(({ kind }) => kind === 'ScaledObject');

  it('has objects of KEDA in the place of autoscalers', () => {
    expect(scaled().map(({ metadata }) => metadata.name)).toEqual(['digits-onnx', 'digits-tfjs', 'gateway']);
    expect(manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
  });

  it('asks the Prometheus of its own namespace', () => {
    for (const one of scaled())
      expect(textOf(listOf(one, 'spec', 'triggers')[1], 'metadata', 'serverAddress')).toBe(
        'http://prometheus.slipway-staging.svc:9090',
      );
  });

  it('is valid by the schema of the release of KEDA', async () => {
    const { code, stdout, stderr } = await judgeObjects(scaled());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(scaled().length);
  });

  it.each([
    ['a field that KEDA has not', { minReplicas: 2 }, 'minReplicas'],
    [
      'a behaviour that KEDA has not',
      { fallback: { failureThreshold: 3, replicas: 2, behavior: 'hope' } },
      'hope',
    ],
    ['more replicas at least than at most', { minReplicaCount: 9 }, 'minReplicaCount must be less'],
  ])('would not be with %s', async (_what, change, text) => {
    const [one] = scaled();
    const { code, stderr } = await judgeObjects([{ ...one!, spec: { ...(one!.spec as object), ...change } }]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(text);
  });
});
