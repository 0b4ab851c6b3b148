import { parseQuantity, workloadsIn } from '@slipway/deploy-parity';
import { describeOn } from '@slipway/deploy-engine/testing';
import { fieldOf, listOf, numberOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { buildAll, type Build } from './manifests/build-all.ts';
import { builder } from './tools.ts';

const kubectl = await builder();
const builds = kubectl.found ? await buildAll(kubectl.version) : [];

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

function replicasOf(name: string, manifest: Manifest, manifests: readonly Manifest[]): number {
  const autoscaler = manifests.find(
    ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && textOf(spec, 'scaleTargetRef', 'name') === name,
  );
  return numberOf(autoscaler, 'spec', 'minReplicas') ?? numberOf(manifest, 'spec', 'replicas') ?? 1;
}

describeOn({ platform: 'kubernetes', engine: kubectl, env: process.env }, 'a small machine', () => {
  const small = builds.filter(({ component }) => component === 'small');

  it('takes every overlay with the component small, beside its own system', () => {
    expect(small.map(({ overlay }) => overlay).sort()).toEqual(['dev', 'production', 'staging']);
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
});
