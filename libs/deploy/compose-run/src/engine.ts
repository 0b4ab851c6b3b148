import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import type { Container } from './container.ts';
import { readFrames } from './read-frames.ts';

/** The engine's API, as far as a running project needs it. */
export interface Engine {
  /** Every container of a project, one-shots and ended ones included. */
  containers(project: string): Promise<readonly Container[]>;
  /** Id of a local image, or undefined where there is none of that name. */
  imageId(reference: string): Promise<string | undefined>;
  /** Asks a container to end, waits as long as its own configuration gives it, and removes it. */
  retire(id: string): Promise<void>;
  /** Ends a container at once, without a word. */
  kill(id: string): Promise<void>;
  /** Asks a container to end and waits up to `graceSeconds`; it stays, ended. */
  stop(id: string, graceSeconds: number): Promise<void>;
  start(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** With what it ended before the engine started it again; undefined where the engine does not know any more. */
  exitCodeBefore(container: Pick<Container, 'id' | 'startedAt'>): Promise<number | undefined>;
  /** What it wrote last, oldest line first. */
  lastLines(id: string, count: number): Promise<readonly string[]>;
  /** Output of a program that is run in a container. */
  exec(
    id: string,
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number; readonly output: string }>;
}

/** Label that Compose gives to whatever belongs to a project. */
export const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const CONFIG_HASH = 'com.docker.compose.config-hash';

/** Where the engine listens is told by DOCKER_HOST, as for Docker's own tools; a local socket otherwise. */
export function createEngine(docker: Docker = new Docker()): Engine {
  return {
    async containers(project) {
      const found = await docker.listContainers({ all: true, filters: { label: [`${PROJECT}=${project}`] } });
      const inspected = await Promise.all(found.map(({ Id }) => gone(docker.getContainer(Id).inspect())));
      return inspected.filter((info) => info !== undefined).map(toContainer);
    },
    async imageId(reference) {
      return (await gone(docker.getImage(reference).inspect()))?.Id;
    },
    async retire(id) {
      // 304: it has ended already.
      await docker.getContainer(id).stop().catch(unless(304, 404));
      await docker.getContainer(id).remove({ force: true }).catch(unless(404, 409));
    },
    async kill(id) {
      await docker.getContainer(id).kill().catch(unless(404, 409));
    },
    async stop(id, graceSeconds) {
      // 304: it has ended already.
      await docker.getContainer(id).stop({ t: graceSeconds }).catch(unless(304, 404));
    },
    async start(id) {
      await docker.getContainer(id).start();
    },
    async remove(id) {
      await docker.getContainer(id).remove({ force: true }).catch(unless(404, 409));
    },
    async exitCodeBefore({ id, startedAt }) {
      const events = await docker.getEvents({
        since: 0,
        until: Date.parse(startedAt) / 1000,
        filters: { container: [id], event: ['die'] },
      });
      const died = (await text(events)).trimEnd().split('\n').at(-1);
      if (died === undefined || died === '') return undefined;
      return Number((JSON.parse(died) as DieEvent).Actor.Attributes.exitCode);
    },
    async lastLines(id, count) {
      const log = await gone(docker.getContainer(id).logs({ stdout: true, stderr: true, tail: count }));
      const lines = log === undefined ? '' : readFrames(log as unknown as Buffer).trimEnd();
      return lines === '' ? [] : lines.split('\n');
    },
    async exec(id, command, env = {}) {
      const run = await docker.getContainer(id).exec({
        Cmd: [...command],
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        AttachStdout: true,
        AttachStderr: true,
      });
      const stream = await run.start({});
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const { ExitCode } = await run.inspect();
      return { code: ExitCode ?? 1, output: readFrames(Buffer.concat(chunks)) };
    },
  };
}

/** https://docs.docker.com/reference/api/engine/, "Monitor events". */
interface DieEvent {
  readonly Actor: { readonly Attributes: { readonly exitCode: string } };
}

function toContainer(info: Docker.ContainerInspectInfo): Container {
  const labels = info.Config.Labels;
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    service: labels[SERVICE] ?? '',
    configHash: labels[CONFIG_HASH] ?? '',
    image: info.Image,
    state: info.State.Status as Container['state'],
    health: info.State.Health?.Status as Container['health'],
    exitCode: info.State.ExitCode,
    outOfMemory: info.State.OOMKilled,
    pid: info.State.Pid || undefined,
    restarts: info.RestartCount,
    startedAt: info.State.StartedAt,
    env: Object.fromEntries(info.Config.Env.map(splitVariable)),
    labels,
    networks: Object.keys(info.NetworkSettings.Networks).sort(),
  };
}

/** Undefined where the thing is not there (any more). */
const gone = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  });

const unless =
  (...codes: readonly number[]) =>
  (error: unknown): void => {
    if (!codes.includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  };

const splitVariable = (text: string): [string, string] => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
};
