import type { Container } from '../container.ts';
import type { Engine } from '../engine.ts';
import type { ComposeModel } from '../model.ts';
import { ComposeError, type ComposeProject } from '../project.ts';
import type { UpdateDependencies } from '../update-service.ts';

/** What a container is like some time after its start, in ms. */
export type Life = (ageMillis: number) => Partial<Container>;

export const healthyAfter =
  (millis: number): Life =>
  (age) => ({ health: age < millis ? 'starting' : 'healthy' });
export const endsAfter =
  (millis: number, exitCode: number): Life =>
  (age) =>
    age < millis ? { health: 'starting' } : { state: 'exited', health: 'unhealthy', exitCode };
export const neverHealthy: Life = () => ({ health: 'starting' });

export const container = (id: string, wish: Partial<Container> = {}): Container => ({
  id,
  name: `stack-${id}`,
  service: 'model',
  configHash: 'new',
  image: 'new-image',
  state: 'running',
  health: 'healthy',
  exitCode: 0,
  outOfMemory: false,
  pid: 1,
  restarts: 0,
  startedAt: '',
  env: {},
  labels: {},
  networks: [],
  ...wish,
});

/** As `container`, made from an earlier configuration. */
export const old = (id: string, wish: Partial<Container> = {}): Container =>
  container(id, { configHash: 'old', ...wish });

export interface FakeStackOptions {
  readonly containers?: readonly Container[];
  /** Lives of the containers that Compose starts, one after another; the last one is that of all further ones. */
  readonly lives?: readonly Life[];
  readonly model?: ComposeModel;
  /** Local images by reference; by default the engine has every image as `new-image`. */
  readonly images?: Map<string, string>;
  /** What Compose says instead of starting anything. */
  readonly refusal?: string;
  /** Called before each time the engine is asked for containers. */
  readonly meanwhile?: (stack: FakeStack, nowMillis: number) => void;
}

export interface FakeStack extends UpdateDependencies {
  /** What was done, in order. */
  readonly done: readonly string[];
  readonly said: readonly string[];
  readonly ids: () => readonly string[];
  /** Takes a container away, as somebody else might. */
  readonly lose: (id: string) => void;
  readonly change: (id: string, life: Life) => void;
}

/** An engine, a Compose project and a clock of one small world, in which time passes only by sleeping. */
export function createFakeStack(options: FakeStackOptions = {}): FakeStack {
  const { lives = [healthyAfter(1_000)], model = { services: {} }, images, refusal } = options;
  let now = 0;
  let started = 0;
  const done: string[] = [];
  const said: string[] = [];
  const world = new Map<string, { readonly base: Container; readonly bornAt: number; life: Life }>();
  for (const one of options.containers ?? []) world.set(one.id, { base: one, bornAt: 0, life: () => ({}) });

  const take = (word: string, id: string) => {
    done.push(`${word} ${id}`);
    world.delete(id);
  };
  const start = (service: string) => {
    const life = lives[Math.min(started, lives.length - 1)]!;
    const id = `${service}-new-${++started}`;
    world.set(id, { base: container(id, { service, health: 'starting' }), bornAt: now, life });
  };
  const engine: Engine = {
    containers: async () => {
      options.meanwhile?.(stack, now);
      return [...world.values()].map(({ base, bornAt, life }) => ({ ...base, ...life(now - bornAt) }));
    },
    imageId: async (reference) => (images === undefined ? 'new-image' : images.get(reference)),
    retire: async (id) => take('retire', id),
    remove: async (id) => take('remove', id),
    kill: async (id) => take('kill', id),
    stop: async (id) => void done.push(`stop ${id}`),
    start: async (id) => void done.push(`start ${id}`),
    exitCodeBefore: async () => 42,
    lastLines: async (id) => [`last words of ${id}`],
    exec: async () => ({ code: 0, output: '' }),
  };
  const project: ComposeProject = {
    build: async () => undefined,
    pull: async ([service]) => {
      done.push(`pull ${service}`);
      if (refusal !== undefined) throw new ComposeError(refusal);
      images?.set(model.services[service!]!.image, 'new-image');
    },
    start: async ([service], scale = {}) => {
      done.push(`compose up ${service} ×${scale[service!] ?? 1}`);
      if (refusal !== undefined) throw new ComposeError(refusal);
      const present = [...world.values()].filter(({ base }) => base.service === service).length;
      for (let missing = (scale[service!] ?? 1) - present; missing > 0; missing--) start(service!);
    },
    up: async () => undefined,
    hashes: async () => new Map(Object.keys(model.services).map((name) => [name, 'new'])),
    model: async () => model,
    logs: async () => undefined,
    down: async () => undefined,
  };
  const stack: FakeStack = {
    engine,
    project,
    clock: {
      now: () => now,
      sleep: async (millis) => {
        if (millis >= 1_000) done.push(`settle ${millis}`);
        now += millis;
      },
    },
    projectName: 'stack',
    say: (line) => said.push(line),
    done,
    said,
    ids: () => [...world.keys()],
    lose: (id) => void world.delete(id),
    change: (id, life) => void Object.assign(world.get(id) ?? {}, { life }),
  };
  return stack;
}
