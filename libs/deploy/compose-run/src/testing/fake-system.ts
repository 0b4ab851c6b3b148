import type { Clock } from '../clock.ts';
import type { Container } from '../container.ts';
import type { Engine } from '../engine.ts';
import type { ComposeModel, ComposeProject } from '../project.ts';

export const PROJECT = 'test';

/** A container that runs and is healthy, of hash and image `old`, unless told otherwise. */
export const container = (id: string, service: string, more: Partial<Container> = {}): Container => ({
  id,
  name: `${PROJECT}-${service}-${id}`,
  service,
  configHash: 'old',
  image: 'old',
  state: 'running',
  health: 'healthy',
  exitCode: 0,
  pid: 1,
  restarts: 0,
  startedAt: '2026-01-01T00:00:00Z',
  env: {},
  labels: {},
  ...more,
});

export interface FakeSystemOptions {
  readonly model: ComposeModel;
  readonly running?: readonly Container[];
  /** What becomes of a container that is started: healthy after a while, unless told otherwise. */
  readonly onStart?: (service: string, made: number) => Partial<Container>;
}

/** An engine, a Compose project and a clock that tell in `did` what was asked of them, in order. */
export function createFakeSystem({ model, running = [], onStart = () => ({}) }: FakeSystemOptions) {
  const did: string[] = [];
  let containers = [...running];
  let now = 0;
  let made = 0;
  const pulled = new Set<string>();
  const clock: Clock = {
    now: () => now,
    sleep: async (millis) => {
      now += millis;
      containers = containers.map((one) =>
        one.health === 'starting' && now > 1_000 ? { ...one, health: 'healthy' } : one,
      );
    },
  };
  const drop = (id: string) => void (containers = containers.filter((one) => one.id !== id));
  const unused = () => Promise.reject(new Error('Not used by these tests'));
  const engine: Engine = {
    containers: async () => containers,
    imageId: async (reference) =>
      reference.includes('absent') && !pulled.has(reference) ? undefined : 'new',
    retire: async (id) => {
      did.push(`retire ${id}`);
      drop(id);
    },
    remove: async (id) => {
      did.push(`remove ${id}`);
      drop(id);
    },
    lastLines: async (id) => [`last words of ${id}`],
    kill: unused,
    stop: unused,
    start: unused,
    exec: unused,
  };
  const project: ComposeProject = {
    build: unused,
    pull: async (services) => {
      did.push(`pull ${services.join(' ')}`);
      for (const service of services) pulled.add(model.services[service]?.image ?? '');
    },
    up: unused,
    logs: unused,
    down: unused,
    model: async () => model,
    hashes: async () => new Map(Object.keys(model.services).map((name) => [name, 'new'])),
    start: async (services, scale = {}) => {
      for (const service of services) {
        did.push(`start ${service}`);
        const wanted = scale[service] ?? 1;
        for (let have = containers.filter((one) => one.service === service).length; have < wanted; have++) {
          const more = onStart(service, ++made);
          const fresh = { configHash: 'new', image: 'new', health: 'starting', ...more } as const;
          containers.push(container(`new${made}`, service, fresh));
        }
      }
    },
  };
  return { engine, project, clock, did, left: () => containers.map(({ id }) => id) };
}
