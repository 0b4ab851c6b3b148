import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digitInput, runLoad, type LoadSummary } from '@slipway/load';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** Of this run alone. */
export const TAG = `rollout-${process.pid}`;
const OFFSET = 12_000 + (process.pid % 500);
const PROJECT = `slipway-${OFFSET}`;
const REQUESTS_PER_SECOND = 25;
/** A load ends with its test, or by itself after this. */
const LONGEST_LOAD_SECONDS = 900;

export interface CommandEnd {
  readonly code: number | null;
  readonly output: string;
}

/** A stack of its own, started and updated by the command line as anybody would. */
export function createRolloutStack() {
  const home = mkdtempSync(join(tmpdir(), 'slipway-rollout-'));
  const env = { ...process.env, SLIPWAY_HOME: home, SLIPWAY_TAG: TAG, SLIPWAY_REGISTRY: '' };
  const docker = async (...args: readonly string[]) =>
    (await run('docker', args, { cwd: root, env, maxBuffer: 2 ** 26 })).stdout.trim();

  const start = (
    ...args: readonly string[]
  ): { readonly child: ChildProcess; readonly end: Promise<CommandEnd> } => {
    const child = spawn(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    const end = new Promise<CommandEnd>((resolve) =>
      child.once('close', (code) => resolve({ code, output })),
    );
    return { child, end };
  };
  const UP = ['up', '--substrate', 'compose', '--no-build', '--port-offset', String(OFFSET)];

  return {
    docker,
    build: () => docker('compose', '--progress', 'quiet', 'build'),
    up: () => start(...UP).end,
    startUp: () => start(...UP),
    /** Makes another image under the tag that the stack runs: the same program, or `lines` of a Dockerfile over it. */
    async changeImage(service: string, lines = `LABEL changed="${Math.random()}"`) {
      const child = spawn('docker', ['build', '--quiet', '--tag', `slipway/${service}:${TAG}`, '-'], { env });
      child.stdin.end(`FROM slipway/${service}:${TAG}-base\n${lines}\n`);
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) throw new Error(`The image of ${service} was not built`);
    },
    /** Ids of the running containers of a service. */
    containers: async (service: string) =>
      (await docker('ps', '--quiet', ...labels(PROJECT, service))).split('\n').filter((id) => id !== ''),
    scale: (service: string, count: number) =>
      docker(
        'compose',
        '--progress',
        'quiet',
        '-p',
        PROJECT,
        'up',
        '--detach',
        '--no-deps',
        '--no-recreate',
        '--no-build',
        '--wait',
        '--scale',
        `${service}=${count}`,
        service,
      ),
    /**
     * Ends the process of a container from outside, as a fault in native code does, so that the engine restarts it. The
     * signal comes from a container that sees the engine's processes, and is the only one that hits a first process.
     */
    async crash(container: string) {
      const pid = await docker('inspect', '--format', '{{.State.Pid}}', container);
      const node = ['--entrypoint', '/usr/local/bin/node', `slipway/secrets:${TAG}`];
      const script = `process.kill(${pid}, 'SIGKILL')`;
      await docker(
        'run',
        '--rm',
        '--pid',
        'host',
        '--user',
        '0:0',
        '--network',
        'none',
        ...node,
        '-e',
        script,
      );
    },
    /** Keeps asking until it is told to stop; answers what came of every single request. */
    async load() {
      const stopped = new AbortController();
      const token = (await start('token', '--substrate', 'compose', '--ttl', '3600').end).output.trim();
      const summary = runLoad({
        url: `http://127.0.0.1:${8080 + OFFSET}`,
        model: 'digits',
        inputs: [digitInput],
        token: async () => token,
        requestsPerSecond: REQUESTS_PER_SECOND,
        seconds: LONGEST_LOAD_SECONDS,
        signal: stopped.signal,
      });
      return async (): Promise<LoadSummary> => {
        stopped.abort();
        return summary;
      };
    },
    async stop() {
      await start('down', '--substrate', 'compose', '--volumes').end;
      rmSync(home, { recursive: true, force: true });
      const ids = await docker('images', '--quiet', '--filter', `reference=slipway/*:${TAG}*`);
      await docker('rmi', '--force', ...new Set(ids.split('\n').filter((id) => id !== '')));
    },
  };
}

const labels = (project: string, service: string) => [
  '--filter',
  `label=com.docker.compose.project=${project}`,
  '--filter',
  `label=com.docker.compose.service=${service}`,
];
