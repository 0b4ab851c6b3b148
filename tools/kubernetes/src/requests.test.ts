import { join } from 'node:path';
import { parseQuantity, workloadsIn } from '@slipway/deploy-parity';
import { describeOn } from '@slipway/deploy-engine/testing';
import { fieldOf, listOf, numberOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { buildAll, type Build } from './manifests/build-all.ts';
import { readKustomization, readTree } from './manifests/read-tree.ts';
import { root } from './root.ts';
import { renderOver } from './testing/render-over.ts';
import { builder } from './tools.ts';

const kubectl = await builder();
const builds = kubectl.found ? await buildAll(kubectl.version) : [];
const { overlays } = readTree(join(root, 'k8s'));

const CORES = 2;
/** What the system's own Pods request on a cluster of one machine: kind's control plane, network and two DNS servers. */
const OF_THE_SYSTEM = 0.95;
/** What minikube gives a cluster that asks for two cores, less what its system takes, in bytes. */
const MEMORY = 3 * 2 ** 30;

/** Requests of everything that runs at once, with the Pod more that an update starts of each Deployment. */
function requested({ manifests }: Build, resource: string): number {
  return workloadsIn(manifests).reduce((sum, { name, manifest, podSpec }) => {
    const inPod = listOf(podSpec, 'containers').reduce<number>(
      (all, container) => all + parseQuantity(fieldOf(container, 'resources', 'requests', resource)),
      0,
    );
    const surge = fieldOf(manifest, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') === 1 ? 1 : 0;
    return sum + inPod * (replicasOf(name, manifest, manifests) + surge);
  }, 0);
}

/** With the autoscaler's fewest, where there is one. */
function replicasOf(name: string, manifest: Manifest, manifests: readonly Manifest[]): number {
  const autoscaler = manifests.find(
    ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && textOf(spec, 'scaleTargetRef', 'name') === name,
  );
  return numberOf(autoscaler, 'spec', 'minReplicas') ?? numberOf(manifest, 'spec', 'replicas') ?? 1;
}

describeOn({ platform: 'kubernetes', engine: kubectl, env: process.env }, 'a small machine', () => {
  const small = builds.filter(
    ({ overlay, component }) =>
      component === 'small' || (component === undefined && overlays.get(overlay)!.includes('small')),
  );

  it('takes every overlay with the component small, beside its own system', () => {
    expect(small.map(({ overlay }) => overlay).sort()).toEqual([...overlays.keys()]);
    for (const build of small) {
      expect(requested(build, 'cpu')).toBeGreaterThan(0);
      expect(requested(build, 'cpu')).toBeLessThan(CORES - OF_THE_SYSTEM);
      expect(requested(build, 'memory')).toBeLessThan(MEMORY);
    }
  });

  it('takes the overlay for development as it is', () => {
    expect(
      requested(
        builds.find(({ name }) => name === 'dev')!,
        'cpu',
      ),
    ).toBeLessThan(CORES - OF_THE_SYSTEM);
  });

  it('gets from the component small nothing but requests and numbers of replicas', () => {
    const without = (manifests: readonly Manifest[]) =>
      JSON.parse(
        JSON.stringify(manifests, (field, value: unknown) =>
          ['requests', 'replicas', 'minReplicas'].includes(field) ? undefined : value,
        ),
      ) as unknown;
    for (const { overlay, manifests } of small)
      expect(without(manifests)).toEqual(without(builds.find(({ name }) => name === overlay)!.manifests));
  });

  it('runs one of each with the component small, but for the numbers of the overlay itself', () => {
    for (const { overlay, manifests } of small) {
      const { replicas = [] } = readKustomization(join(root, 'k8s/overlays', overlay));
      const own = replicas as readonly { readonly name: string; readonly count: number }[];
      for (const { name, manifest } of workloadsIn(manifests))
        expect([overlay, name, replicasOf(name, manifest, manifests)]).toEqual([
          overlay,
          name,
          own.find((one) => one.name === name)?.count ?? 1,
        ]);
    }
  });

  it('runs one of each by KEDA, too', async () => {
    const manifests = await renderOver((k8s) => ({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [`${k8s}/overlays/staging`],
      components: [`${k8s}/components/keda`, `${k8s}/components/small`],
    }));
    const scaled = manifests.filter(({ kind }) => kind === 'ScaledObject');
    expect(scaled.length).toBeGreaterThan(0);
    for (const { spec } of scaled)
      expect([fieldOf(spec, 'minReplicaCount'), fieldOf(spec, 'fallback', 'replicas')]).toEqual([1, 1]);
  });
});
