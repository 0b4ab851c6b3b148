import { deployment, object } from '../testing/fixtures.ts';
import { wavesOf } from './order.ts';
import { START_AFTER } from './start-waves.ts';

const after = (name: string, ...others: readonly string[]) =>
  deployment(name, 'image', { metadata: { annotations: { [START_AFTER]: others.join(', ') } } });
const names = (manifests: Parameters<typeof wavesOf>[0]) =>
  wavesOf(manifests).map((wave) => wave.manifests.map(({ metadata }) => metadata.name));

describe('the waves of an apply', () => {
  it('bring what workloads need, then state, then each workload after those it waits for, then the rest', () => {
    expect(
      names([
        after('gateway', 'auth', 'model-a', 'model-b'),
        object('PodDisruptionBudget', 'budget'),
        after('model-a', 'auth'),
        after('model-b', 'auth'),
        object('StatefulSet', 'postgres'),
        deployment('auth', 'image'),
        object('Service', 'svc'),
      ]),
    ).toEqual([['svc'], ['postgres'], ['auth'], ['model-a', 'model-b'], ['gateway'], ['budget']]);
  });

  it('are one for all Deployments where nothing is said', () => {
    expect(names([deployment('a', 'x'), deployment('b', 'x')])).toEqual([['a', 'b']]);
  });

  it('come to an end where workloads wait for each other, or for what is not there', () => {
    expect(
      names([after('a', 'b'), after('b', 'a'), after('c', 'nowhere')])
        .flat()
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('are none, or one, without workloads', () => {
    expect([names([]), names([object('ConfigMap', 'a')])]).toEqual([[], [['a']]]);
  });
});
