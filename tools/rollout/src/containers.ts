import { until } from '@slipway/compose-tests/testing';
import type { CommandEnd } from './run-command.ts';

export interface ContainersOptions {
  readonly project: string;
  readonly tag: string;
  /** Output of `docker` with these arguments, which must end well. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  /** The same where it may end in any way. */
  readonly tryDocker: (...args: readonly string[]) => Promise<CommandEnd>;
}

/** What a test sees of a stack's containers, and what it does to them. */
export function createContainers({ project, tag, docker, tryDocker }: ContainersOptions) {
  const inspect = (container: string, format: string) => docker('inspect', '--format', format, container);
  const health = (container: string) => inspect(container, '{{.State.Status}} {{.State.Health.Status}}');
  const restarts = async (container: string) => Number(await inspect(container, '{{.RestartCount}}'));
  /** Ids of the running containers of a service. */
  const containers = async (service: string): Promise<readonly string[]> =>
    lines(await docker('ps', '--quiet', '--no-trunc', ...labels(project, service)));

  /** From a container that sees the engine's processes; a first process is hit by no other signal than one from outside. */
  async function signal(container: string, whom: 'pid' | 'parent', name: string): Promise<void> {
    const pid = await inspect(container, '{{.State.Pid}}');
    const status = `fs.readFileSync('/proc/${pid}/status', 'utf8')`;
    const target = whom === 'pid' ? pid : `Number(/^PPid:\\s+(\\d+)/m.exec(${status})[1])`;
    const node = ['--entrypoint', '/usr/local/bin/node', `slipway/secrets:${tag}`];
    const host = ['--pid', 'host', '--user', '0:0', '--network', 'none'];
    await docker('run', '--rm', ...host, ...node, '-e', `process.kill(${target}, '${name}')`);
  }

  return {
    containers,
    health,
    restarts,
    /** The one container of a service. */
    async only(service: string): Promise<string> {
      const found = await containers(service);
      if (found.length !== 1) throw new Error(`${service} has ${found.length} containers`);
      return found[0]!;
    },
    untilHealthy: (container: string) =>
      until(`${container} is healthy`, async () => (await health(container)) === 'running healthy'),
    untilRestarted: (container: string) =>
      until(`${container} was restarted`, async () => (await restarts(container)) > 0),
    /** Runs a script of Node in a container, as the service's own user. */
    exec: (container: string, script: string) =>
      tryDocker('exec', container, '/usr/local/bin/node', '-e', script),
    /** How often the system ended a process of it for memory since then. */
    async memoryEnds(container: string, since: Date): Promise<number> {
      const window = ['--since', since.toISOString(), '--until', new Date().toISOString()];
      return lines(
        await docker('events', ...window, '--filter', `container=${container}`, '--filter', 'event=oom'),
      ).length;
    },
    /** Memory of the service's process, in MiB. */
    async residentMiB(container: string): Promise<number> {
      const script = `console.log(/VmRSS:\\s+(\\d+)/.exec(require('fs').readFileSync('/proc/1/status', 'utf8'))[1])`;
      return Number(await docker('exec', container, '/usr/local/bin/node', '-e', script)) / 1024;
    },
    scale: (service: string, count: number) =>
      docker('compose', '--progress', 'quiet', '-p', project, ...SCALE, `${service}=${count}`, service),
    /** Ends the process of a container from outside, as a fault in native code does, so that the engine restarts it. */
    crash: (container: string) => signal(container, 'pid', 'SIGKILL'),
    /** Whoever takes what a container writes, and stands between it and the engine, stands still. */
    blockLog: (container: string) => signal(container, 'parent', 'SIGSTOP'),
    unblockLog: (container: string) => signal(container, 'parent', 'SIGCONT'),
    log: (container: string) => docker('logs', container),
  };
}

const SCALE = ['up', '--detach', '--no-deps', '--no-recreate', '--no-build', '--wait', '--scale'];

export const labels = (project: string, service: string): readonly string[] => [
  '--filter',
  `label=com.docker.compose.project=${project}`,
  '--filter',
  `label=com.docker.compose.service=${service}`,
];

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
