import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { buildMany, downAll, execCompose, type IDockerComposeResult } from 'docker-compose';

/** A Compose project of this workspace. */
export interface ProjectOptions {
  /** Folder of compose.yaml. */
  readonly root: string;
  /** Name of the project, which is part of every name that it makes: containers, networks, volumes. */
  readonly name: string;
  /** Further files over compose.yaml, such as images pinned by a lock. */
  readonly overrides?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line that Compose tells of its progress. */
  readonly onLine: (line: string) => void;
}

/** Compose's own commands on one project. */
export interface ComposeProject {
  build(services: readonly string[]): Promise<void>;
  /** Fetches the images of what is named. */
  pull(services: readonly string[]): Promise<void>;
  /** Starts what is named, without touching what runs; `scale` sets how many of a service. */
  start(services: readonly string[], scale?: Readonly<Record<string, number>>): Promise<void>;
  /** Starts what is named and all that it depends on; resolves when everything is healthy. */
  up(services: readonly string[]): Promise<void>;
  /** Hash of each service's configuration. */
  hashes(): Promise<ReadonlyMap<string, string>>;
  /** The resolved model, as `docker compose config` tells it. */
  model(): Promise<ComposeModel>;
  /** Gives each line of the logs, as the services wrote it; with `follow` until Compose is ended. */
  logs(services: readonly string[], options: LogOptions): Promise<void>;
  down(options: { readonly volumes: boolean }): Promise<void>;
}

export interface LogOptions {
  readonly follow: boolean;
  /** Lines of each container to begin with. */
  readonly tail: number;
  readonly onLine: (line: string) => void;
}

export interface ComposeModel {
  readonly services: Readonly<Record<string, ModelService>>;
}

export interface ModelService {
  readonly image: string;
  /** Absent where the image is somebody else's. */
  readonly build?: unknown;
  readonly scale?: number;
  readonly restart?: string;
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

/** Names of all services, each after those it depends on. */
export function dependencyOrder({ services }: ComposeModel): readonly string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    // Compose refuses circles, and names of services whose profile is off are not in the model.
    if (ordered.has(name) || services[name] === undefined) return;
    Object.keys(services[name].depends_on ?? {}).forEach(add);
    ordered.add(name);
  };
  Object.keys(services).sort().forEach(add);
  return [...ordered];
}

/** Compose refused, or failed; the message is its last lines. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
}

const LAST_LINES = 12;

export function createComposeProject({
  root,
  name,
  overrides = [],
  env,
  onLine,
}: ProjectOptions): ComposeProject {
  const options = {
    cwd: root,
    config: ['compose.yaml', ...overrides],
    composeOptions: ['--ansi', 'never', '--progress', 'plain', '-p', name],
    env: { ...env, DOCKER_BUILDKIT: '1' } as NodeJS.ProcessEnv,
  };
  const telling = { ...options, callback: (chunk: Buffer) => eachLine(chunk, onLine) };
  const done = (result: Promise<IDockerComposeResult>) => result.catch((error: unknown) => fail(error));
  return {
    build: async (services) => void (await done(buildMany([...services], telling))),
    pull: async (services) => void (await done(execCompose('pull', [...services], telling))),
    start: async (services, scale = {}) => {
      const scales = Object.entries(scale).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
      await done(
        execCompose(
          'up',
          // Never pulled: Compose would fetch what is built here, where it is missing, from a public registry.
          ['--detach', '--no-deps', '--no-recreate', '--no-build', '--pull', 'never', ...scales, ...services],
          telling,
        ),
      );
    },
    up: async (services) => {
      const args = ['--detach', '--wait', '--no-build', ...services];
      await done(execCompose('up', args, telling));
    },
    hashes: async () => {
      const { out } = await done(execCompose('config', ['--hash', '*'], options));
      return new Map(
        out
          .trim()
          .split('\n')
          .map((line) => line.split(' ') as [string, string]),
      );
    },
    model: async () => {
      const { out } = await done(execCompose('config', ['--format', 'json'], options));
      return JSON.parse(out) as ComposeModel;
    },
    logs: async (services, { follow, tail, onLine: onLogLine }) => {
      const text = new PassThrough();
      createInterface({ input: text }).on('line', onLogLine);
      const callback = (chunk: Buffer, source?: string) => void (source === 'stdout' && text.write(chunk));
      const args = ['--no-log-prefix', '--no-color', '--tail', String(tail), ...(follow ? ['--follow'] : [])];
      await done(execCompose('logs', [...args, ...services], { ...options, callback, maxOutputLength: 0 }));
      text.end();
    },
    down: async ({ volumes }) => {
      const commandOptions = ['--remove-orphans', ...(volumes ? ['--volumes'] : [])];
      const composeOptions = [...options.composeOptions, '--profile', '*'];
      await done(downAll({ ...telling, composeOptions, commandOptions }));
    },
  };
}

function eachLine(chunk: Buffer, tell: (line: string) => void): void {
  for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') tell(line.trimEnd());
}

function fail(error: unknown): never {
  if (error instanceof Error) throw error;
  const { err = '', out = '' } = error as Partial<IDockerComposeResult>;
  const lines = (err.trim() || out.trim()).split('\n').slice(-LAST_LINES);
  throw new ComposeError(lines.join('\n'));
}
