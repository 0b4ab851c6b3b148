import {
  buildMany,
  downAll,
  execCompose,
  pullMany,
  type IDockerComposeOptions,
  type IDockerComposeResult,
} from 'docker-compose';
import type { ComposeModel } from './model.ts';
import { readLines } from './read-lines.ts';

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
  /** Fetches the images of what is named, where they are not built here. */
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

/** Compose refused, or failed; the message is its last lines. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
}

/** What Compose said when it refused; any other error is thrown on. */
export function asLines(error: unknown): readonly string[] {
  if (error instanceof ComposeError) return error.message.split('\n');
  throw error;
}

type Stream = 'stdout' | 'stderr';
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
  const say = (line: string) => void (line.trim() !== '' && onLine(line.trimEnd()));
  /** A command whose progress is told. */
  const tell = async (run: (options: IDockerComposeOptions) => Promise<IDockerComposeResult>) => {
    const streams = { stdout: readLines(say), stderr: readLines(say) };
    const callback = (piece: Buffer, source: Stream = 'stderr') => streams[source].write(piece);
    try {
      await orFail(run({ ...options, callback }));
    } finally {
      for (const { end } of Object.values(streams)) end();
    }
  };
  const config = async (...args: readonly string[]) =>
    (await orFail(execCompose('config', [...args], options))).out;
  return {
    build: (services) => tell((telling) => buildMany([...services], telling)),
    pull: (services) => tell((telling) => pullMany([...services], telling)),
    start: (services, scale = {}) => {
      const scales = Object.entries(scale).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
      // Never pulled: Compose would fetch what is built here, where it is missing, from a public registry.
      const args = ['--no-deps', '--no-recreate', '--no-build', '--pull', 'never', ...scales, ...services];
      return tell((telling) => execCompose('up', ['--detach', ...args], telling));
    },
    up: (services) =>
      tell((telling) => execCompose('up', ['--detach', '--wait', '--no-build', ...services], telling)),
    hashes: async () => {
      const lines = (await config('--hash', '*')).trim().split('\n');
      return new Map(lines.map((line) => line.split(' ') as [string, string]));
    },
    model: async () => JSON.parse(await config('--format', 'json')) as ComposeModel,
    logs: async (services, { follow, tail, onLine: onLogLine }) => {
      const lines = readLines(onLogLine);
      const callback = (piece: Buffer, source?: Stream) => void (source === 'stdout' && lines.write(piece));
      const args = ['--no-log-prefix', '--no-color', '--tail', String(tail), ...(follow ? ['--follow'] : [])];
      const quiet = { ...options, callback, maxOutputLength: 0 };
      await orFail(execCompose('logs', [...args, ...services], quiet));
      lines.end();
    },
    down: ({ volumes }) => {
      const commandOptions = ['--remove-orphans', ...(volumes ? ['--volumes'] : [])];
      const composeOptions = [...options.composeOptions, '--profile', '*'];
      return tell((telling) => downAll({ ...telling, composeOptions, commandOptions }));
    },
  };
}

/** What the package rejects with is the result of the command, unless there was none to run. */
const orFail = (running: Promise<IDockerComposeResult>): Promise<IDockerComposeResult> =>
  running.catch((error: Error | IDockerComposeResult) => {
    if (!('exitCode' in error)) throw error;
    const lines = (error.err.trim() || error.out.trim()).split('\n').slice(-LAST_LINES);
    throw new ComposeError(lines.join('\n'));
  });
