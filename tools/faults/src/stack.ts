import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@slipway/compose-tests/testing';
import type { Manifest } from '@slipway/deploy-plan';
import { authScript } from './auth-script.ts';
import { isSoak } from './soak.ts';
import { createImages } from './images.ts';
import { createLoads } from './loads.ts';
import { overlay, SERVICES } from './overlay.ts';
import { withInput } from './with-input.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const NAMESPACE = `faults-${process.pid}`;
const NODE_PORT = 30_200 + (process.pid % 100);
const URL = `http://127.0.0.1:${NODE_PORT}`;
/** Until a port of the node leads to pods that are ready. */
const PORT_MILLIS = 30_000;

export type FaultStack = ReturnType<typeof createFaultStack>;

/** The whole system with two replicas of each service, in a namespace of its own. */
export function createFaultStack(registry: string) {
  const secret = randomBytes(24).toString('hex');
  const images = createImages({ registry, tag: NAMESPACE, root });
  const loads = createLoads({ url: URL, secret });
  const kubectl = async (...args: readonly string[]) =>
    (await run('kubectl', ['--namespace', NAMESPACE, ...args], { maxBuffer: 2 ** 26 })).stdout.trim();
  const workload = (service: string) => `deployment/${service}`;
  /** Waits until its new pods are ready; throws what `kubectl` said when the time, in seconds, is over. */
  const settleWithin = (service: string, seconds = 180) =>
    kubectl('rollout', 'status', workload(service), `--timeout=${seconds}s`);
  const settle = async (...services: readonly string[]) => {
    for (const service of services) await settleWithin(service);
  };
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
    const call = { secret, scope: 'clients:admin', method, path: `/admin${path}` } as const;
    return JSON.parse(await exec(pod!, authScript(call))) as unknown;
  };
  /** The node's port leads to pods a moment after they are ready. */
  const untilAnswered = () =>
    until(`an answer at ${URL}`, () => fetch(`${URL}/v2`).catch(() => undefined), PORT_MILLIS);

  return {
    namespace: NAMESPACE,
    kubectl,
    exec,
    pods,
    settle,
    settleWithin,
    untilAnswered,
    load: loads.start,
    endLoads: loads.endAll,
    makeImage: images.make,
    async start() {
      await images.push(SERVICES);
      const folder = mkdtempSync(join(tmpdir(), 'slipway-faults-'));
      const k8s = relative(folder, join(root, 'k8s'));
      const placed = { namespace: NAMESPACE, k8s, nodePort: NODE_PORT, url: URL, registry, secret };
      // The long run restarts the database, which needs a volume that outlives its pod.
      for (const [name, value] of Object.entries(overlay({ ...placed, keepsData: isSoak })))
        writeFileSync(join(folder, name), JSON.stringify(value));
      await kubectl('apply', '--kustomize', folder);
      rmSync(folder, { recursive: true });
      await settle(...SERVICES);
      await untilAnswered();
    },
    /** Applies objects that name no namespace or this one. */
    apply: (objects: readonly Manifest[]) =>
      withInput(
        'kubectl',
        ['--namespace', NAMESPACE, 'apply', '--filename=-'],
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
      ),
    setImage: (service: string, image: string) =>
      kubectl('set', 'image', workload(service), `${service}=${image}`),
    async scale(service: string, replicas: number) {
      await kubectl('scale', workload(service), `--replicas=${replicas}`);
      await settleWithin(service);
    },
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
      const { keys } = (await admin('GET', '/keys')) as {
        keys: readonly { kid: string; state: string }[];
      };
      return keys.find(({ state }) => state === 'active')?.kid;
    },
    /** What each replica of the token service counts, in the text form of Prometheus. */
    async authMetrics(): Promise<readonly string[]> {
      const call = { secret, scope: 'metrics:read', method: 'GET', path: '/metrics' } as const;
      return Promise.all((await pods('auth')).map((pod) => exec(pod, authScript(call))));
    },
    sql: (statements: string) =>
      kubectl(
        ...['exec', 'postgres-0', '--', 'psql', '--username=slipway', '--set=ON_ERROR_STOP=1'],
        `--command=${statements}`,
      ),
    rotateKeys: () => admin('POST', '/keys/rotate'),
    async stop() {
      await loads.endAll();
      await run('kubectl', ['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']);
      await images.remove();
    },
  };
}
