import type { Container, Wanted } from './container.ts';
import { planUpdate } from './plan-update.ts';
import { container, old } from './testing/fake-stack.ts';

const wanted = (replicas: number): Wanted => ({
  service: 'model',
  configHash: 'new',
  image: 'new-image',
  replicas,
});
const ids = (containers: readonly Container[] = []) => containers.map(({ id }) => id);

/** The plan with ids instead of containers. */
function plan(replicas: number, containers: readonly Container[]) {
  const made = planUpdate(wanted(replicas), containers);
  return made && { ...made, keep: ids(made.keep), retire: ids(made.retire), remove: ids(made.remove) };
}

const NOTHING = { start: 0, keep: [], retire: [], remove: [] };

describe('the plan of an update', () => {
  it.each<[string, number, Container[]]>([
    ['all are current and healthy', 2, [container('a'), container('b')]],
    ['the only one has no health check', 1, [container('a', { health: undefined })]],
    ['only other services differ', 1, [container('a'), old('b', { service: 'gateway' })]],
  ])('is empty where %s', (_what, replicas, containers) => {
    expect(plan(replicas, containers)).toBeUndefined();
  });

  it('starts the first ones where there is none', () => {
    expect(plan(2, [])).toEqual({ ...NOTHING, start: 2, scale: 2 });
  });

  it.each<[string, Container]>([
    ['configuration', old('a')],
    ['image', container('a', { image: 'old-image' })],
  ])('replaces one of another %s, which serves until the new one does', (_what, stale) => {
    expect(plan(1, [stale])).toEqual({ ...NOTHING, start: 1, scale: 2, retire: ['a'] });
  });

  it('replaces an unhealthy one in the same way', () => {
    expect(plan(1, [container('a', { health: 'unhealthy' })])).toEqual({
      ...NOTHING,
      start: 1,
      scale: 2,
      retire: ['a'],
    });
  });

  it('lets an unhealthy one that stands alone recover', () => {
    const unhealthy = container('a', { health: 'unhealthy' });
    expect(planUpdate({ ...wanted(1), alone: true }, [unhealthy])).toEqual({
      ...NOTHING,
      scale: 1,
      keep: [unhealthy],
    });
  });

  it.each(['healthy', 'starting'] as const)(
    'ends an update that was interrupted when the new one was %s',
    (health) => {
      expect(plan(1, [old('a'), container('b', { health })])).toEqual({
        ...NOTHING,
        scale: 2,
        keep: ['b'],
        retire: ['a'],
      });
    },
  );

  it('starts another where an interrupted update left an unhealthy one, and ends with neither of the two', () => {
    expect(plan(1, [old('a'), container('b', { health: 'unhealthy' })])).toEqual({
      ...NOTHING,
      start: 1,
      scale: 3,
      retire: ['a', 'b'],
    });
  });

  it('only waits where all are there and one is not healthy yet', () => {
    expect(plan(1, [container('a', { health: 'starting' })])).toEqual({ ...NOTHING, scale: 1, keep: ['a'] });
  });

  it('starts what is missing where more are wanted', () => {
    expect(plan(3, [container('a')])).toEqual({ ...NOTHING, start: 2, scale: 3, keep: ['a'] });
  });

  it('keeps the healthy ones where fewer are wanted', () => {
    const containers = [container('a', { health: 'starting' }), container('b')];
    expect(plan(1, containers)).toEqual({ ...NOTHING, scale: 2, keep: ['b'], retire: ['a'] });
  });

  it.each(['created', 'exited', 'dead', 'paused', 'restarting'] as const)(
    'removes one that is %s, and does not count it',
    (state) => {
      expect(plan(1, [container('a', { state }), container('b')])).toEqual({
        ...NOTHING,
        scale: 1,
        keep: ['b'],
        remove: ['a'],
      });
    },
  );
});
