import type { Container, Wanted } from './container.ts';
import {
  container,
  createFakeStack,
  endsAfter,
  healthyAfter,
  neverHealthy,
  old,
} from './testing/fake-stack.ts';
import type { FakeStackOptions, Life } from './testing/fake-stack.ts';
import { updateService } from './update-service.ts';

const WANTED: Wanted = { service: 'model', configHash: 'new', image: 'new-image', replicas: 1 };
const LIMITS = { startMillis: 30_000, settleMillis: 2_500 };

/** Runs one update in a world of its own. */
async function update(options: FakeStackOptions, wish: Partial<Wanted> = {}) {
  const stack = createFakeStack(options);
  return { stack, outcome: await updateService({ ...WANTED, ...wish }, LIMITS, stack) };
}

const isUnhealthyAfter =
  (millis: number): Life =>
  (age) => ({ health: age < millis ? 'starting' : 'unhealthy' });

describe('an update', () => {
  it('does nothing where everything is as wanted', async () => {
    const { stack, outcome } = await update({ containers: [container('a')] });
    expect([outcome, stack.done, stack.said]).toEqual([{ kind: 'unchanged', service: 'model' }, [], []]);
  });

  it('starts the new one, waits until it is healthy, lets callers learn of it, and then drains the old one', async () => {
    const seen: string[] = [];
    const { stack, outcome } = await update({
      containers: [old('a')],
      lives: [healthyAfter(5_000)],
      meanwhile: ({ ids }, now) => seen.push(`${now}: ${ids().join(' ')}`),
    });
    expect(outcome).toEqual({ kind: 'updated', service: 'model' });
    expect(stack.done).toEqual(['compose up model ×2', 'settle 2500', 'retire a']);
    expect(stack.said).toEqual(['model: starting 1 container', 'model: draining stack-a']);
    expect(seen).toContain('4750: a model-new-1');
    expect(stack.ids()).toEqual(['model-new-1']);
  });

  it('drains several old ones one after another', async () => {
    const { stack } = await update({ containers: [old('a'), old('b')] }, { replicas: 2 });
    expect(stack.done).toEqual(['compose up model ×4', 'settle 2500', 'retire a', 'retire b']);
  });

  it('starts the first ones without waiting for anybody to learn of them', async () => {
    const { stack, outcome } = await update({}, { replicas: 2 });
    expect([outcome.kind, stack.done]).toEqual(['started', ['compose up model ×2']]);
  });

  it('removes ended containers before anything is started, so that they are not counted', async () => {
    const { stack } = await update({ containers: [container('a', { state: 'exited' }), old('b')] });
    expect(stack.done).toEqual(['remove a', 'compose up model ×2', 'settle 2500', 'retire b']);
  });

  it('has changed nothing where it only cleared up', async () => {
    const { outcome } = await update({ containers: [container('a', { state: 'exited' }), container('b')] });
    expect(outcome).toEqual({ kind: 'unchanged', service: 'model' });
  });

  it('goes on where an interrupted one stopped', async () => {
    const started = container('b', { health: 'starting' });
    const { stack, outcome } = await update({
      containers: [old('a'), started],
      meanwhile: ({ change }, now) => now >= 2_000 && change('b', () => ({ health: 'healthy' })),
    });
    expect([outcome.kind, stack.done]).toEqual(['updated', ['settle 2500', 'retire a']]);
  });

  it('replaces one that is unhealthy like an old one', async () => {
    const { stack, outcome } = await update({ containers: [container('a', { health: 'unhealthy' })] });
    expect([outcome.kind, stack.done]).toEqual([
      'updated',
      ['compose up model ×2', 'settle 2500', 'retire a'],
    ]);
  });

  it('waits for one that served and is being restarted, which says nothing of the new ones', async () => {
    const { stack, outcome } = await update(
      {
        containers: [container('a'), old('b')],
        lives: [healthyAfter(3_000)],
        meanwhile: ({ change }, now) =>
          change('a', () =>
            now > 0 && now < 6_000 ? { state: 'restarting', exitCode: 1 } : { restarts: now > 0 ? 1 : 0 },
          ),
      },
      { replicas: 2 },
    );
    expect([outcome.kind, stack.ids()]).toEqual(['updated', ['a', 'model-new-1']]);
  });

  it('ends with as many as wanted where an old one is removed meanwhile and Compose makes up for it', async () => {
    const stack = createFakeStack({ containers: [old('a')] });
    const start: typeof stack.project.start = (services, scale) => {
      stack.lose('a');
      return stack.project.start(services, scale);
    };
    const project = { ...stack.project, start };
    const outcome = await updateService(WANTED, LIMITS, { ...stack, project });
    expect(outcome.kind).toBe('updated');
    expect(stack.done).toEqual(['compose up model ×2', 'settle 2500', 'retire model-new-2']);
  });

  it('waits for an unhealthy one that stands alone', async () => {
    const containers = [container('a', { health: 'unhealthy' })];
    const recovers =
      (now: number): Life =>
      () =>
        now >= 3_000 ? { health: 'healthy' } : {};
    const good = await update(
      { containers, meanwhile: ({ change }, now) => change('a', recovers(now)) },
      { alone: true },
    );
    expect([good.outcome.kind, good.stack.done]).toEqual(['started', []]);
    const bad = await update({ containers }, { alone: true });
    expect([bad.outcome, bad.stack.ids()]).toMatchObject([
      { kind: 'failed', reason: 'the container was not healthy within 30 s' },
      ['a'],
    ]);
  });

  it('takes what has no health check for started when it has not ended for two seconds', async () => {
    const lives = [() => ({ health: undefined })];
    const good = await update({ lives });
    expect([good.outcome.kind, good.stack.clock.now()]).toEqual(['started', 2_000]);
    const bad = await update({
      lives: [(age: number) => ({ health: undefined, state: age < 500 ? 'running' : 'exited', exitCode: 2 })],
    });
    expect(bad.outcome).toMatchObject({ reason: 'the new container ended with exit code 2' });
  });
});

describe('an update whose new container', () => {
  it.each<[string, Life, string]>([
    ['ends', endsAfter(700, 78), 'the new container ended with exit code 78'],
    [
      'waits to be restarted',
      () => ({ state: 'restarting', exitCode: 3 }),
      'the new container ended with exit code 3',
    ],
    [
      'was restarted before anybody looked',
      () => ({ restarts: 1 }),
      'the new container ended with exit code 42',
    ],
    [
      'wants too much memory',
      () => ({ state: 'restarting', exitCode: 137, outOfMemory: true }),
      'the new container ended with exit code 137, because it ran out of memory',
    ],
    ['is unhealthy', isUnhealthyAfter(9_000), 'the new container is unhealthy'],
    ['is never healthy', neverHealthy, 'the new container was not healthy within 30 s'],
  ])('%s fails, and what ran before runs on', async (_what, life, reason) => {
    const { stack, outcome } = await update({ containers: [old('a')], lives: [life] });
    expect(outcome).toEqual({
      kind: 'failed',
      service: 'model',
      reason,
      lastLines: ['last words of model-new-1'],
    });
    expect(stack.ids()).toEqual(['a']);
    expect(stack.done).not.toContainEqual(expect.stringContaining('retire'));
    expect(stack.said.at(-1)).toBe(`model: ${reason}; 1 container of before runs on`);
  });

  it('fails leaves current ones that served alone, and nothing else', async () => {
    const { stack, outcome } = await update(
      { containers: [container('a')], lives: [healthyAfter(1_000), endsAfter(0, 1)] },
      { replicas: 3 },
    );
    expect([outcome.kind, stack.ids()]).toEqual(['failed', ['a']]);
  });

  it('fails beside another new one that is healthy already takes that one along, drained', async () => {
    const { stack } = await update(
      { containers: [container('a')], lives: [healthyAfter(0), endsAfter(500, 1)] },
      { replicas: 3 },
    );
    expect(stack.done.slice(1)).toEqual(['retire model-new-1', 'remove model-new-2']);
  });

  it('was left half-started by an interrupted one fails is removed', async () => {
    const { stack, outcome } = await update({
      containers: [old('a'), container('b', { health: 'starting' })],
    });
    expect([outcome.kind, stack.done]).toEqual(['failed', ['remove b']]);
  });

  it('was left half-started by an interrupted one and ends fails at once', async () => {
    const { stack, outcome } = await update({
      containers: [old('a'), container('b', { health: 'starting' })],
      meanwhile: ({ change }, now) => now > 500 && change('b', () => ({ state: 'exited', exitCode: 1 })),
    });
    expect([outcome, stack.ids()]).toMatchObject([
      { reason: 'the new container ended with exit code 1' },
      ['a'],
    ]);
  });

  it('is made from an image that was replaced meanwhile is not taken for the wanted one, and removed', async () => {
    const { stack, outcome } = await update({
      containers: [old('a')],
      lives: [() => ({ image: 'newer-image', health: 'healthy' })],
    });
    expect(outcome).toMatchObject({ reason: 'not all containers were there within 30 s', lastLines: [] });
    expect(stack.ids()).toEqual(['a']);
  });

  it('is the first of all stays where it is, so that its log can be read', async () => {
    const { stack, outcome } = await update({ lives: [endsAfter(0, 78)] });
    expect([outcome.kind, stack.ids(), stack.done]).toEqual([
      'failed',
      ['model-new-1'],
      ['compose up model ×1'],
    ]);
  });

  it('fails a second time does not pile up', async () => {
    const containers: Container[] = [container('a', { state: 'restarting', exitCode: 78 })];
    const crashing = await update({ containers, lives: [endsAfter(0, 78)] });
    expect(crashing.stack.ids()).toEqual(['model-new-1']);
    const unhealthy = await update({
      containers: [container('a', { health: 'unhealthy' })],
      lives: [neverHealthy],
    });
    expect(unhealthy.stack.ids()).toEqual(['a']);
  });

  it('cannot even be started fails with what Compose said', async () => {
    const { stack, outcome } = await update({ containers: [old('a')], refusal: 'no space\nleft' });
    expect(outcome).toEqual({
      kind: 'failed',
      service: 'model',
      reason: 'Compose could not start it',
      lastLines: ['no space', 'left'],
    });
    expect(stack.ids()).toEqual(['a']);
  });

  it('meets an engine that fails ends with that error', async () => {
    const stack = createFakeStack({ containers: [old('a')] });
    const project = { ...stack.project, start: () => Promise.reject(new Error('engine gone')) };
    await expect(updateService(WANTED, LIMITS, { ...stack, project })).rejects.toThrow('engine gone');
  });
});
