import { serviceDeclaration } from '@slipway/deploy-declaration';
import { bringUp } from './bring-up.ts';
import type { Container } from './container.ts';
import { dependencyOrder } from './project.ts';
import { container, createFakeSystem, PROJECT, type FakeSystemOptions } from './testing/fake-system.ts';

const declare = (name: string, calls: readonly string[] = []) =>
  serviceDeclaration.parse({
    name,
    kind: 'model',
    description: name,
    ports: { http: 8000 + name.length },
    uid: 10_001 + name.length,
    calls: calls.map((service) => ({ service, why: 'test' })),
    probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 30 },
    drainSeconds: 10,
  });

const model = {
  services: {
    edge: { image: 'edge:1', depends_on: { gateway: {} } },
    gateway: { image: 'gateway:1', depends_on: { model: {}, secrets: {} } },
    model: { image: 'model:1', depends_on: { secrets: {} } },
    secrets: { image: 'secrets:1', restart: 'no' },
  },
};
const system = [declare('model'), declare('gateway', ['model'])];
const old = [container('a', 'model'), container('b', 'gateway'), container('c', 'edge')];

interface RunOptions extends Partial<FakeSystemOptions> {
  readonly others?: readonly string[];
}

async function run(options: RunOptions = {}, oneShots: readonly string[] = []) {
  const fake = createFakeSystem({ model, running: old, ...options });
  const said: string[] = [];
  const dependencies = { ...fake, projectName: PROJECT, say: (line: string) => void said.push(line) };
  const outcomes = await bringUp({ system, others: options.others ?? ['edge'], oneShots }, dependencies);
  return { outcomes, did: fake.did, left: fake.left(), said, waited: fake.clock.now() };
}

it('orders services by what they depend on, and passes over names that are not there', () => {
  expect(
    dependencyOrder({ services: { ...model.services, model: { image: 'm', depends_on: { gone: {} } } } }),
  ).toEqual(['model', 'secrets', 'gateway', 'edge']);
});

describe('bringing a stack up', () => {
  it('updates one service after another: the new one first, the old one last', async () => {
    const { did, left, outcomes } = await run();
    expect(did).toEqual(['start model', 'retire a', 'start gateway', 'retire b', 'retire c', 'start edge']);
    expect(left).toEqual(['new1', 'new2', 'new3']);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['updated', 'updated', 'started']);
  });

  it('says before it replaces what has a gap', async () => {
    const { said } = await run();
    expect(said.find((line) => line.startsWith('edge'))).toContain('nothing answers');
  });

  it.each([
    ['ends', { state: 'exited', exitCode: 3 } as const, 'exit code 3'],
    ['crashes again and again', { state: 'restarting', exitCode: 1 } as const, 'exit code 1'],
    ['becomes unhealthy', { health: 'unhealthy' } as const, 'unhealthy'],
  ])('keeps the old one where the new one %s, and goes no further', async (_what, fate, reason) => {
    const { did, left, outcomes } = await run({ onStart: () => fate });
    expect(left).toEqual(['a', 'b', 'c']);
    expect(did).toEqual(['start model', 'remove new1']);
    expect(outcomes).toEqual([
      {
        kind: 'failed',
        service: 'model',
        reason: expect.stringContaining(reason) as string,
        lastLines: ['last words of new1'],
      },
    ]);
  });

  it('keeps what failed on a first start, for its logs', async () => {
    const { left, outcomes } = await run({ running: [], onStart: () => ({ health: 'unhealthy' }) });
    expect(outcomes.at(-1)?.kind).toBe('failed');
    expect(left).toEqual(['new1']);
  });

  it('touches nothing for want of an image', async () => {
    const services = { ...model.services, model: { image: 'absent:1', build: {} } };
    const { did, outcomes } = await run({ model: { services } });
    expect(did).toEqual([]);
    expect(outcomes).toMatchObject([
      { kind: 'failed', reason: expect.stringContaining('absent:1') as string },
    ]);
  });

  it('fetches an image that is not built here', async () => {
    const services = { ...model.services, edge: { image: 'absent:1', depends_on: { gateway: {} } } };
    const { did } = await run({ model: { services }, running: [] });
    expect(did).toEqual(['start model', 'start gateway', 'pull edge', 'start edge']);
  });

  it('waits for the proxy to recover rather than to replace it', async () => {
    const current = { configHash: 'new', image: 'new' };
    const edge = container('c', 'edge', { ...current, health: 'starting' });
    const running = [container('a', 'model', current), container('b', 'gateway', current), edge];
    const { did, outcomes } = await run({ running });
    expect([did, outcomes.at(-1)?.kind]).toEqual([[], 'started']);
    const lasting = await run({ running: [...running.slice(0, 2), { ...edge, health: 'unhealthy' }] });
    expect([lasting.left, lasting.outcomes.at(-1)]).toMatchObject([
      ['a', 'b', 'c'],
      { kind: 'failed', reason: 'the new container was not healthy within 60 s' },
    ]);
  });

  it.each<[string, Partial<Container>, string]>([
    ['counts one without a health check as healthy when it has run for a while', {}, 'started'],
    ['unless it has been restarted', { restarts: 1 }, 'failed'],
  ])('%s', async (_what, more, kind) => {
    const only = { services: { model: { image: 'model:1' } } };
    const onStart = () => ({ health: undefined, ...more });
    const { outcomes, waited } = await run({ model: only, running: [], onStart });
    expect([outcomes.at(-1)?.kind, waited >= 2_000]).toEqual([kind, kind === 'started']);
  });

  it('removes what it added where one of several fails: a healthy one is drained', async () => {
    const only = { services: { model: { image: 'model:1', scale: 3 } } };
    const running = [container('a', 'model', { configHash: 'new', image: 'new' })];
    const onStart = (_service: string, made: number): Partial<Container> => ({
      health: made === 1 ? 'healthy' : 'unhealthy',
    });
    const { did, left } = await run({ model: only, running, onStart });
    expect(did).toEqual(['start model', 'retire new1', 'remove new2']);
    expect(left).toEqual(['a']);
  });

  it('retires a failing one too many without waiting for it', async () => {
    const only = { services: { model: { image: 'model:1' } } };
    const current = { configHash: 'new', image: 'new' };
    const extra = container('b', 'model', { ...current, health: 'unhealthy' });
    const { did, outcomes } = await run({ model: only, running: [container('a', 'model', current), extra] });
    expect([did, outcomes.at(-1)?.kind]).toEqual([['retire b'], 'updated']);
  });

  it.each([
    ['removes an outdated job before it runs it again', 'old', ['remove j', 'start job']],
    ['leaves a current one to Compose', 'new', ['start job']],
  ])('%s', async (_what, hash, expected) => {
    const only = { services: { job: { image: 'job:1', restart: 'no' } } };
    const job = container('j', 'job', { configHash: hash, image: hash, state: 'exited' });
    expect((await run({ model: only, running: [job], others: ['job'] })).did).toEqual(expected);
  });

  it('runs one-shots before everything, and stops where one fails', async () => {
    const done = { state: 'exited', health: undefined } as const;
    const onStart = (exitCode: number) => (service: string) =>
      service === 'secrets' ? { ...done, exitCode } : {};
    expect((await run({ onStart: onStart(0) }, ['secrets'])).did[0]).toBe('start secrets');
    const { did, outcomes } = await run({ onStart: onStart(1) }, ['secrets']);
    expect(did).toEqual(['start secrets']);
    expect(outcomes).toMatchObject([
      { kind: 'failed', service: 'secrets', lastLines: ['last words of new1'] },
    ]);
  });
});
