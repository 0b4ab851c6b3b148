import { serviceDeclaration } from '@slipway/deploy-declaration';
import { bringUp } from './bring-up.ts';
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

async function run(options: Partial<FakeSystemOptions> = {}, oneShots: readonly string[] = []) {
  const fake = createFakeSystem({ model, running: old, ...options });
  const said: string[] = [];
  const dependencies = { ...fake, projectName: PROJECT, say: (line: string) => void said.push(line) };
  const outcomes = await bringUp({ system, others: ['edge'], oneShots }, dependencies);
  return { outcomes, did: fake.did, left: fake.left(), said };
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
    const services = { ...model.services, model: { image: 'absent:1' } };
    const { did, outcomes } = await run({ model: { services } });
    expect(did).toEqual([]);
    expect(outcomes).toMatchObject([
      { kind: 'failed', reason: expect.stringContaining('absent:1') as string },
    ]);
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
