import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createAccessToken, digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { overlay, SERVICES } from './overlay.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const NAMESPACE = `faults-${process.pid}`;
const NODE_PORT = 30_200 + (process.pid % 100);
const URL = `http://127.0.0.1:${NODE_PORT}`;
/** What two cores bear beside everything that an update starts. */
const REQUESTS_PER_SECOND = 10;
/** A load ends with its test, or by itself after this. */
const LONGEST_LOAD_SECONDS = 600;

/** Of images that are built already; without one they are built from the workspace. */
const { SLIPWAY_TAG: BUILT = '' } = process.env;
const TAG = BUILT || NAMESPACE;

/** The whole system with two replicas of each service, in a namespace of its own. */
export function createFaultStack(registry: string) {
  const secret = randomBytes(24).toString('hex');
  const kubectl = async (...args: readonly string[]) =>
    (await run('kubectl', ['--namespace', NAMESPACE, ...args], { maxBuffer: 2 ** 26 })).stdout.trim();
  const docker = async (...args: readonly string[]) => (await run('docker', args)).stdout.trim();
  const build = async () => {
    const env = { ...process.env, SLIPWAY_TAG: TAG, SLIPWAY_REGISTRY: '' };
    await run('docker', ['compose', '--progress', 'quiet', 'build', ...SERVICES], { cwd: root, env });
  };
  const workload = (service: string) => `deployment/${service}`;
  const settle = async (...services: readonly string[]) => {
    for (const service of services) await kubectl('rollout', 'status', workload(service), '--timeout=180s');
  };

  return {
    kubectl,
    settle,
    async start() {
      if (BUILT === '') await build();
      for (const service of SERVICES) {
        const image = `${registry}/${service}:${NAMESPACE}`;
        await docker('tag', `slipway/${service}:${TAG}`, image);
        await docker('push', '--quiet', image);
      }
      const folder = mkdtempSync(join(tmpdir(), 'slipway-faults-'));
      const k8s = relative(folder, join(root, 'k8s'));
      const placed = { namespace: NAMESPACE, k8s, nodePort: NODE_PORT, url: URL, registry, secret };
      for (const [name, value] of Object.entries(overlay(placed)))
        writeFileSync(join(folder, name), JSON.stringify(value));
      await kubectl('apply', '--kustomize', folder);
      rmSync(folder, { recursive: true });
      await settle(...SERVICES);
    },
    /** Replaces every pod of a service. */
    async update(service: string) {
      await kubectl('rollout', 'restart', workload(service));
      await settle(service);
    },
    async scale(service: string, replicas: number) {
      await kubectl('scale', workload(service), `--replicas=${replicas}`);
      await settle(service);
    },
    pods: async (service: string) =>
      (await kubectl('get', 'pods', '--selector', `app.kubernetes.io/name=${service}`, '--output', 'name'))
        .split('\n')
        .map((name) => name.replace('pod/', '')),
    /** Keeps asking until it is told to stop; answers what came of every single request. */
    async load() {
      const stopped = new AbortController();
      const agent = new Agent({ keepAlive: true });
      const token = createAccessToken({ url: URL, agent, clientId: 'demo', clientSecret: secret });
      await token();
      const summary = runLoad({
        ...{ url: URL, model: 'digits', inputs: [digitInput], token, signal: stopped.signal },
        ...{ requestsPerSecond: REQUESTS_PER_SECOND, seconds: LONGEST_LOAD_SECONDS },
      });
      return async (): Promise<LoadSummary> => {
        stopped.abort();
        return summary.finally(() => agent.destroy());
      };
    },
    stop: () => run('kubectl', ['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']),
  };
}
