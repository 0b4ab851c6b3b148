import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { createContainers } from './containers.ts';
import { must, root, startCommand } from './run-command.ts';

/** Of this run alone. */
export const TAG = `rollout-${process.pid}`;
const OFFSET = 12_000 + (process.pid % 500);
const PROJECT = `slipway-${OFFSET}`;
const REQUESTS_PER_SECOND = 25;
/** A load ends with its test, or by itself after this. */
const LONGEST_LOAD_SECONDS = 1_800;

export const SERVICES = ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'] as const;

export type RolloutStack = ReturnType<typeof createRolloutStack>;

/** A stack of its own, started and updated by the command line as anybody would. */
export function createRolloutStack() {
  const home = mkdtempSync(join(tmpdir(), 'slipway-rollout-'));
  const url = `http://127.0.0.1:${8080 + OFFSET}`;
  const prometheusUrl = `http://127.0.0.1:${9090 + OFFSET}`;
  const env = {
    ...process.env,
    DOCKER_BUILDKIT: '1',
    SLIPWAY_HOME: home,
    SLIPWAY_TAG: TAG,
    SLIPWAY_REGISTRY: '',
    SLIPWAY_EDGE_PORT: String(8080 + OFFSET),
    SLIPWAY_PROMETHEUS_PORT: String(9090 + OFFSET),
  };
  const docker = (...args: readonly string[]) => must('docker', args, { env });
  const tryDocker = (...args: readonly string[]) => startCommand('docker', args, { env }).end;
  const slipway = (args: readonly string[], settings: NodeJS.ProcessEnv = {}) =>
    startCommand(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], {
      env: { ...env, ...settings },
    });
  const UP = ['up', '--substrate', 'compose', '--no-build', '--port-offset', String(OFFSET)];
  const compose = (...args: readonly string[]) =>
    docker('compose', '--progress', 'quiet', '-p', PROJECT, ...args);
  const token = async () =>
    (await slipway(['token', '--substrate', 'compose', '--ttl', '3600']).end).output.trim();

  return {
    ...createContainers({ project: PROJECT, tag: TAG, docker, tryDocker }),
    docker,
    tryDocker,
    prometheusUrl,
    /** Images of the commit, each under a second name that no test changes. */
    async build() {
      await must('sh', ['tools/stand-ins/build'], { env });
      await docker('compose', '--progress', 'quiet', 'build');
      for (const service of SERVICES) await docker('tag', imageOf(service), `${imageOf(service)}-base`);
    },
    up: (settings: NodeJS.ProcessEnv = {}) => slipway(UP, settings).end,
    startUp: () => slipway(UP),
    /** Makes another image under the tag that the stack runs: the same program, or `lines` of a Dockerfile over it. */
    async changeImage(service: string, lines = `LABEL changed="${Math.random()}"`) {
      const input = `FROM ${imageOf(service)}-base\n${lines}\n`;
      await must('docker', ['build', '--quiet', '--tag', imageOf(service), '-'], { env, input });
    },
    /** Starts Prometheus and the collector beside the services, without the rest of their profile. */
    observe: () =>
      compose(
        '--profile',
        'observability',
        'up',
        '--detach',
        '--no-deps',
        '--wait',
        'prometheus',
        'collector',
      ),
    /** Keeps asking the ensemble or `digits-mlp` until it is told to stop; answers what came of every single request. */
    async load(model = 'digits'): Promise<() => Promise<LoadSummary>> {
      const stopped = new AbortController();
      const bearer = await token();
      const summary = runLoad({
        url,
        model,
        inputs: [model === 'digits' ? digitInput : { ...digitInput, name: 'pixels', shape: [1, 64] }],
        token: async () => bearer,
        requestsPerSecond: REQUESTS_PER_SECOND,
        seconds: LONGEST_LOAD_SECONDS,
        signal: stopped.signal,
      });
      return async () => {
        stopped.abort();
        return summary;
      };
    },
    async stop() {
      await slipway(['down', '--substrate', 'compose', '--volumes']).end;
      rmSync(home, { recursive: true, force: true });
      // By name: other stacks may have the same images under names of their own.
      const format = ['--format', '{{.Repository}}:{{.Tag}}'];
      const names = await docker('images', ...format, '--filter', `reference=slipway/*:${TAG}*`);
      await docker('rmi', ...names.split('\n').filter((name) => name !== ''));
    },
  };
}

/** The name that the stack runs it under. */
export const imageOf = (service: string): string => `slipway/${service}:${TAG}`;
