import { forwardPort, readyPod, readyPods, type Forward } from '@slipway/deploy-cluster';
import { selectorOf } from '@slipway/deploy-kubernetes';
import { textOf } from '@slipway/deploy-plan';
import { readSystem } from '../../workspace.ts';
import { followLogs } from '../kubernetes/follow-logs.ts';
import { runScript } from '../kubernetes/run-in-pod.ts';
import type { Capability, Stack, Substrate } from '../substrate.ts';
import { openRelease, type OpenRelease } from './open-release.ts';
import { openRealTokens } from './real-tokens.ts';

const LACKS: Partial<Record<Capability, string>> = {
  settings: 'a release runs with its own settings',
  exclusive: 'others may ask a release meanwhile, and its services may have several replicas',
  'forge-tokens': 'a release trusts its own token service alone',
  'direct-connections': 'a forwarded port takes in bytes by itself',
  kill: 'nothing of a release is stopped for a test',
  'stand-ins': 'nothing of a release is replaced for a test',
  neighbours: 'nothing is added to the cluster of a release',
};
const NO_EXEC = 'the account may not run programs in pods (create pods/exec)';

/** What runs in a namespace already: nothing is started, changed or stopped. */
export async function attachToRelease(env: NodeJS.ProcessEnv): Promise<Substrate> {
  const release = await openRelease(env);
  return {
    name: 'release',
    lacks: { ...LACKS, ...(!release.mayExec && { confine: NO_EXEC, accounts: NO_EXEC }) },
    whenEnded: 'ECONNREFUSED',
    start: () => attach(release),
  };
}

async function attach({ cluster, config, namespace, origin }: OpenRelease): Promise<Stack> {
  const system = readSystem();
  const names = system.map(({ name }) => name);
  const podsOf = (service: string) => ({ namespace, labels: selectorOf(service) });
  const forwards = new Map<string, Forward>();
  const logs = followLogs(config, namespace);
  for (const { name, ports } of system) {
    const findPod = () => readyPod(cluster, podsOf(name));
    const onProblem = (line: string) => console.warn(`${name}: ${line}`);
    forwards.set(name, await forwardPort(config, { namespace, findPod, targetPort: ports.http, onProblem }));
    for (const pod of await readyPods(cluster, podsOf(name)))
      await logs.follow(name, pod, { sinceSeconds: 1 });
  }
  const urlOf = (service: string) =>
    service === 'gateway' && origin !== undefined
      ? origin
      : `http://127.0.0.1:${forwards.get(service)?.port}`;
  const tokens = await openRealTokens({
    issuer: origin ?? urlOf('gateway'),
    url: urlOf('gateway'),
    services: names.filter((name) => name !== 'auth'),
    secretOf: await readSecrets(),
  });
  const notHere = () => Promise.reject(new Error('Nothing of a release is stopped, started or added'));
  const hasDatabase = await cluster.get({ apiVersion: 'v1', kind: 'Service', namespace, name: 'postgres' });

  async function readSecrets() {
    const clients = [...new Set(system.flatMap(({ secrets }) => secrets))];
    const found = await Promise.all(
      clients.map(async (client) => {
        const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: `client-${client}` };
        const secret = textOf(await cluster.get(ref), 'data', 'secret') ?? '';
        return [client, Buffer.from(secret, 'base64').toString('utf8')] as const;
      }),
    );
    const secrets = new Map(found);
    return (client: string) => secrets.get(client) ?? '';
  }

  return {
    system,
    gatewayUrl: urlOf('gateway'),
    urlOf,
    credentials: tokens.credentials,
    kill: notHere,
    terminate: notHere,
    revive: notHere,
    evaluate: async (service, script) => {
      const pod = await readyPod(cluster, podsOf(service));
      return runScript(config, { namespace, pod, container: service, script });
    },
    innerUrlOf: (service) =>
      `http://${service}.${namespace}.svc:${system.find(({ name }) => name === service)?.ports.http}`,
    ...(hasDatabase && { database: `postgres.${namespace}.svc:5432` }),
    neighbour: notHere,
    logs: logs.of,
    stop: async () => {
      tokens.close();
      logs.stop();
      await Promise.all([...forwards.values()].map((forward) => forward.close()));
      await cluster.close();
    },
  };
}
