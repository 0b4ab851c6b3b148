import { planUpdate } from './plan-update.ts';
import { container } from './testing/fake-system.ts';

const wanted = { service: 'model', configHash: 'new', image: 'new', replicas: 1 };
const current = { configHash: 'new', image: 'new' };
const plan = (containers: Parameters<typeof planUpdate>[1], replicas = 1) => {
  const found = planUpdate({ ...wanted, replicas }, containers);
  return (
    found && {
      start: found.start,
      scale: found.scale,
      keep: found.keep.map(({ id }) => id),
      retire: found.retire.map(({ id }) => id),
      remove: found.remove.map(({ id }) => id),
    }
  );
};

describe('the plan of an update', () => {
  it('is nothing where everything is as wanted', () => {
    expect(plan([container('a', 'model', current), container('b', 'other')])).toBeUndefined();
  });

  it.each([
    ['image', { configHash: 'new' }],
    ['configuration', { image: 'new' }],
  ])('starts one beside one of another %s, and retires that', (_what, more) => {
    expect(plan([container('a', 'model', more)])).toEqual({
      start: 1,
      scale: 2,
      keep: [],
      retire: ['a'],
      remove: [],
    });
  });

  it('goes on where an update was interrupted', () => {
    expect(
      plan([container('a', 'model'), container('b', 'model', { ...current, health: 'starting' })]),
    ).toEqual({
      start: 0,
      scale: 2,
      keep: ['b'],
      retire: ['a'],
      remove: [],
    });
  });

  it.each([
    ['is unhealthy', { health: 'unhealthy' } as const],
    ['crashes again and again', { state: 'restarting' } as const],
  ])('replaces a current one that %s, unless it stands alone', (_what, more) => {
    const failing = [container('a', 'model', { ...current, ...more })];
    expect(plan(failing)).toMatchObject({ start: 1, scale: 2, keep: [], retire: ['a'] });
    expect(planUpdate({ ...wanted, alone: true }, failing)).toMatchObject({ start: 0, retire: [] });
  });

  it('adds and retires replicas, and removes what has ended', () => {
    const two = [container('a', 'model', current), container('b', 'model', current)];
    expect(plan(two, 3)).toMatchObject({ start: 1, scale: 3, keep: ['a', 'b'], retire: [] });
    expect(plan(two, 1)).toMatchObject({ start: 0, keep: ['a'], retire: ['b'] });
    expect(plan([container('a', 'model', { ...current, state: 'exited' })])).toMatchObject({
      start: 1,
      scale: 1,
      remove: ['a'],
    });
  });
});
