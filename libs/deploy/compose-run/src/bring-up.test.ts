import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { bringUp } from './bring-up.ts';
import type { ComposeModel, ModelService } from './model.ts';
import { container, createFakeStack, endsAfter, healthyAfter, old } from './testing/fake-stack.ts';
import type { FakeStackOptions, Life } from './testing/fake-stack.ts';

const JOB = { restart: 'no' };
const completed = { condition: 'service_completed_successfully' };
const healthy = { condition: 'service_healthy' };
const healthcheck = { start_period: '30s', interval: '3s', timeout: '10s', retries: 3 };
const service = (name: string, wish: Partial<ModelService> = {}): Record<string, ModelService> => ({
  [name]: { image: `slipway/${name}`, build: {}, pull_policy: 'never', healthcheck, ...wish },
});
const model: ComposeModel = {
  services: {
    ...service('edge', {
      image: 'haproxy',
      build: undefined,
      pull_policy: undefined,
      depends_on: { gateway: healthy },
    }),
    ...service('gateway', { depends_on: { secrets: completed, auth: healthy }, scale: 2 }),
    ...service('auth', { depends_on: { secrets: completed } }),
    ...service('secrets', JOB),
  },
};
const declared = (...names: string[]) => names.map((name) => ({ name })) as ServiceDeclaration[];
const OPTIONS = { system: declared('gateway', 'auth'), others: ['edge'], oneShots: ['secrets'] };

const ends =
  (exitCode: number): Life =>
  () => ({ state: 'exited', health: undefined, exitCode });
const GOOD = [ends(0), healthyAfter(1_000)];

/** Brings up the little system above in a world of its own. */
async function bring(wish: FakeStackOptions = {}, options = OPTIONS) {
  const stack = createFakeStack({ model, lives: GOOD, ...wish });
  return { stack, outcomes: await bringUp(options, stack) };
}

const old2 = (name: string) => old(`${name}-old`, { service: name });
const current = (name: string, number = 1) => container(`${name}-${number}`, { service: name });
const running = [current('auth'), current('gateway', 1), current('gateway', 2), current('edge')];

describe('bringing up', () => {
  it('starts everything in the order of dependencies, as many as declared', async () => {
    const { stack, outcomes } = await bring();
    expect(outcomes.map(({ kind, service: name }) => `${name} ${kind}`)).toEqual([
      'secrets unchanged',
      'auth started',
      'gateway started',
      'edge started',
    ]);
    expect(stack.done).toEqual([
      'compose up secrets ×1',
      'compose up auth ×1',
      'compose up gateway ×2',
      'compose up edge ×1',
    ]);
  });

  it('changes nothing but runs its jobs where everything is as wanted', async () => {
    const job = container('secrets-1', { service: 'secrets', state: 'exited', health: undefined });
    const { stack, outcomes } = await bring({ containers: [...running, job] });
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    expect(stack.done).toEqual(['remove secrets-1', 'compose up secrets ×1']);
  });

  it('stops at the first that fails, so that what depends on it stays as it was', async () => {
    const { stack, outcomes } = await bring({
      containers: [old2('auth'), old2('gateway')],
      lives: [ends(0), endsAfter(0, 78)],
    });
    expect(outcomes.at(-1)).toMatchObject({ kind: 'failed', service: 'auth' });
    expect(stack.ids()).toEqual(expect.arrayContaining(['auth-old', 'gateway-old']));
    expect(stack.done).not.toContainEqual(expect.stringContaining('gateway'));
  });

  it('gives a service as long as the engine does before it calls it unhealthy', async () => {
    const { stack, outcomes } = await bring({ lives: [ends(0), () => ({ health: 'starting' })] });
    expect(outcomes.at(-1)).toMatchObject({ reason: 'the new container was not healthy within 82 s' });
    expect(stack.clock.now()).toBe(82_000);
  });

  it('takes the old one of what is not declared away before the new one comes, and warns', async () => {
    const { stack, outcomes } = await bring({ containers: [...running.slice(0, 3), old2('edge')] });
    expect(outcomes.at(-1)).toEqual({ kind: 'started', service: 'edge' });
    expect(stack.done.slice(-2)).toEqual(['retire edge-old', 'compose up edge ×1']);
    expect(stack.said[0]).toBe(
      'edge: replacing stack-edge-old; until the new one is up nothing answers in its place',
    );
  });

  it('names a declared service that compose.yaml does not have', async () => {
    const { outcomes } = await bring(
      { containers: running },
      { ...OPTIONS, system: declared('gateway', 'auth', 'new') },
    );
    expect(outcomes.at(-1)).toMatchObject({ reason: 'compose.yaml has no service new' });
  });
});

describe('an image that is not there', () => {
  const images = (...names: string[]) => new Map(names.map((name) => [name, 'new-image']));
  const OURS = ['slipway/secrets', 'slipway/auth', 'slipway/gateway'];

  it('has to be built where it is ours', async () => {
    const { outcomes } = await bring({ images: images('slipway/secrets', 'haproxy') });
    expect(outcomes.at(-1)).toMatchObject({
      service: 'auth',
      reason: 'there is no image slipway/auth: build it',
    });
  });

  it('is fetched where it is somebody else’s', async () => {
    const { stack, outcomes } = await bring({ images: images(...OURS), containers: running });
    expect(outcomes.at(-1)).toEqual({ kind: 'unchanged', service: 'edge' });
    expect([stack.done.at(-1), stack.said]).toEqual(['pull edge', ['edge: fetching haproxy']]);
  });

  it('is fetched where it is ours and pinned to a release', async () => {
    const pinned = 'registry/auth:v1@sha256:1';
    const auth = { ...model.services.auth, image: pinned, pull_policy: 'missing' };
    const local = images('slipway/secrets', 'slipway/gateway', 'haproxy');
    const { stack } = await bring({ model: { services: { ...model.services, auth } }, images: local });
    expect([stack.done[1], stack.said[0]]).toEqual(['pull auth', `auth: fetching ${pinned}`]);
  });

  it('that cannot be fetched ends it, with what Compose said', async () => {
    const stack = createFakeStack({ model, images: images(...OURS), containers: running, lives: GOOD });
    const refusing = createFakeStack({ model, images: images(), refusal: 'no such registry' });
    const project = { ...stack.project, pull: refusing.project.pull };
    const outcomes = await bringUp(OPTIONS, { ...stack, project });
    expect(outcomes.at(-1)).toEqual({
      kind: 'failed',
      service: 'edge',
      reason: 'the image haproxy cannot be fetched',
      lastLines: ['no such registry'],
    });
  });
});

describe('a job', () => {
  it('that fails ends it, with its last lines', async () => {
    const { outcomes } = await bring({ lives: [ends(1)] });
    expect(outcomes).toEqual([
      {
        kind: 'failed',
        service: 'secrets',
        reason: 'it ended with exit code 1',
        lastLines: ['last words of secrets-new-1'],
      },
    ]);
  });

  it('that does not end is given up after a minute', async () => {
    const { outcomes } = await bring({ lives: [() => ({ health: undefined })] });
    expect(outcomes).toMatchObject([{ kind: 'failed', reason: 'it did not end within 60 s' }]);
  });

  it('that Compose cannot start ends it, with what Compose said', async () => {
    const { outcomes } = await bring({ refusal: 'no such volume' });
    expect(outcomes).toMatchObject([
      { service: 'secrets', reason: 'Compose could not start it', lastLines: ['no such volume'] },
    ]);
  });

  const withJob = (wish: Partial<ModelService>): ComposeModel => ({
    services: { ...model.services, ...service('job', { ...JOB, ...wish }) },
  });

  it('that somebody depends on runs before that one, and after what it depends on itself', async () => {
    const services = {
      ...withJob({ depends_on: { edge: healthy } }).services,
      ...service('console', { depends_on: { job: completed } }),
    };
    const { stack } = await bring(
      { model: { services }, containers: running, lives: [ends(0), ends(0), healthyAfter(0)] },
      { ...OPTIONS, others: ['edge', 'job', 'console'] },
    );
    expect(stack.done).toEqual(['compose up secrets ×1', 'compose up job ×1', 'compose up console ×1']);
  });

  it('that nobody depends on is started anew and not waited for', async () => {
    const ended = container('job-1', { service: 'job', state: 'exited', health: undefined });
    const options = { ...OPTIONS, others: ['edge', 'job'] };
    const { stack, outcomes } = await bring(
      {
        model: withJob({}),
        containers: [...running, ended],
        lives: [ends(0), () => ({ health: undefined })],
      },
      options,
    );
    expect(stack.done.slice(-2)).toEqual(['remove job-1', 'compose up job ×1']);
    expect(outcomes.map(({ service: name }) => name)).not.toContain('job');

    const still = await bring(
      { model: withJob({}), containers: [...running, container('job-1', { service: 'job' })] },
      options,
    );
    expect(still.stack.done).toEqual(['compose up secrets ×1']);
  });
});
