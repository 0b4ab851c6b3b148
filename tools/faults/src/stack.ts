import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@slipway/compose-tests/testing';
import { createAccessToken, digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { adminScript } from './admin-script.ts';
import { overlay, SERVICES } from './overlay.ts';
import { withInput } from './with-input.ts';

const run = promisify(execFile);
/** The long run restarts the database, which needs a volume that outlives its pod. */
const KEEPS_DATA = process.env.SLIPWAY_SOAK === '1';
const root = join(import.meta.dirname, '../../..');
const NAMESPACE = `faults-${process.pid}`;
const NODE_PORT = 30_200 + (process.pid % 100);
const URL = `http://127.0.0.1:${NODE_PORT}`;
/** What two cores bear beside everything that an update starts. */
const REQUESTS_PER_SECOND = 10;
/** A load ends with its test, or by itself after this. */
const LONGEST_LOAD_SECONDS = 2_400;

/** Until a port of the node leads to pods that are ready. */
const PORT_MILLIS = 30_000;

/** Of images that are built already; without one they are built from the workspace. */
const { SLIPWAY_TAG: BUILT = '' } = process.env;
const TAG = BUILT || NAMESPACE;

export interface LoadWish {
  /** Whether each request has a token of its own. */
  readonly fresh?: boolean;
  readonly requestsPerSecond?: number;
}

export type FaultStack = ReturnType<typeof createFaultStack>;

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
  /** Waits until its new pods are ready and its old ones gone; throws what `kubectl` said when the time is over. */
  const settleOne = (service: string, seconds = 180) =>
    kubectl('rollout', 'status', workload(service), `--timeout=${seconds}s`);
  const exec = (pod: string, script: string) =>
    kubectl('exec', pod, '--', '/usr/local/bin/node', '--input-type=module', '-e', script);
  /** Pods of a service, without those that are on their way out. */
  const pods = async (service: string): Promise<readonly string[]> => {
    const selector = `app.kubernetes.io/name=${service}`;
    const { items } = JSON.parse(await kubectl('get', 'pods', '--selector', selector, '--output=json')) as {
      readonly items: readonly { readonly metadata: { name: string; deletionTimestamp?: string } }[];
    };
    return items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata.name);
  };
  /** Calls the administration of the token service from inside one of its pods. */
  const admin = async (method: 'GET' | 'POST', path: string) => {
    const [pod] = await pods('auth');
    return JSON.parse(await exec(pod!, adminScript({ secret, method, path }))) as unknown;
  };
  let images = 0;
  const loads = new Set<AbortController>();

  return {
    kubectl,
    exec,
    pods,
    settle: async (...services: readonly string[]) => {
      for (const service of services) await settleOne(service);
    },
    /** As `settle`, within a time in seconds. */
    settleWithin: settleOne,
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
      const files = overlay({ ...placed, keepsData: KEEPS_DATA });
      for (const [name, value] of Object.entries(files))
        writeFileSync(join(folder, name), JSON.stringify(value));
      await kubectl('apply', '--kustomize', folder);
      rmSync(folder, { recursive: true });
      for (const service of SERVICES) await settleOne(service);
      // The node's port leads there a moment after the pods are ready.
      await until(`an answer at ${URL}`, () => fetch(`${URL}/v2`).catch(() => undefined), PORT_MILLIS);
    },
    /** Another image of a service: the same program, or `lines` of a Dockerfile over it. Answers its name. */
    async makeImage(service: string, lines = `LABEL changed="${Math.random()}"`) {
      const image = `${registry}/${service}:${NAMESPACE}`;
      const changed = `${image}-${++images}`;
      await withInput('docker', ['build', '--quiet', '--tag', changed, '-'], `FROM ${image}\n${lines}\n`);
      await docker('push', '--quiet', changed);
      return changed;
    },
    setImage: (service: string, image: string) =>
      kubectl('set', 'image', workload(service), `${service}=${image}`),
    /** As a node that is drained does: refused where the disruption budget is spent. */
    evict: (pod: string) =>
      withInput(
        'kubectl',
        ['create', '--filename=-', '--raw', `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`],
        JSON.stringify({
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod, namespace: NAMESPACE },
        }),
      ),
    /** Id of the key that signs. */
    async signingKey() {
      const { keys } = (await admin('GET', '/keys')) as { keys: readonly { kid: string; state: string }[] };
      return keys.find(({ state }) => state === 'active')?.kid;
    },
    rotateKeys: () => admin('POST', '/keys/rotate'),
    async scale(service: string, replicas: number) {
      await kubectl('scale', workload(service), `--replicas=${replicas}`);
      await settleOne(service);
    },
    /** Keeps asking until it is told to stop, by one token or by a new one each time; answers what came of each request. */
    async load({ fresh = false, requestsPerSecond = REQUESTS_PER_SECOND }: LoadWish = {}) {
      const stopped = new AbortController();
      loads.add(stopped);
      const agent = new Agent({ keepAlive: true });
      const newToken = () => createAccessToken({ url: URL, agent, clientId: 'demo', clientSecret: secret });
      const one = newToken();
      await one();
      const token = fresh ? () => newToken()() : one;
      const summary = runLoad({
        ...{ url: URL, model: 'digits', inputs: [digitInput], token, signal: stopped.signal },
        ...{ requestsPerSecond, seconds: LONGEST_LOAD_SECONDS },
      });
      return async (): Promise<LoadSummary> => {
        stopped.abort();
        return summary.finally(() => agent.destroy());
      };
    },
    async stop() {
      // Of tests that failed before they ended theirs.
      for (const load of loads) load.abort();
      await run('kubectl', ['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']);
    },
  };
}
