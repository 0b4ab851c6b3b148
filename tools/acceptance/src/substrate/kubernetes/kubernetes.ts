import { randomBytes } from 'node:crypto';
import type { Cluster } from '@slipway/deploy-cluster';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { openKeyDesk } from '../../credentials/key-desk.ts';
import { until } from '../../until.ts';
import { readSystem } from '../../workspace.ts';
import { answersOk, refuses } from '../reach.ts';
import type { Neighbour, Stack, StackOptions, Substrate } from '../substrate.ts';
import { bringUp } from './bring-up.ts';
import { openTestCluster } from './cluster-session.ts';
import { followLogs } from './follow-logs.ts';
import { KEY_SERVER, keyServerUrl } from './key-server-objects.ts';
import { startNeighbour } from './neighbour.ts';
import { freeNodePorts } from './node-ports.ts';
import { pushImages } from './push-images.ts';
import { removeNamespace } from './remove-namespace.ts';
import { renderStack } from './render-stack.ts';
import { runScript } from './run-in-pod.ts';
import { openLines } from './stand-in/open-lines.ts';
import { createWorkloads } from './workloads.ts';

/** Longer than any start on a busy machine. */
const START_MILLIS = 120_000;
const PROBES = { live: 'livez', ready: 'readyz' } as const;
const DATABASE_IMAGE = 'postgres:15.20-bookworm';

/** `k8s/overlays/dev` in a namespace of its own, with ports of the node for the tests on 127.0.0.1. */
export const kubernetes: Substrate = {
  name: 'kubernetes',
  lacks: {
    // Seen on a machine that did nothing else: hundreds of answers cost half a core more than ten seconds.
    'direct-connections': 'a pod within its CPU limit writes for longer than a test is deaf',
  },
  // A Service without a pod rejects.
  whenEnded: 'ECONNREFUSED',
  start,
};

async function start(options: StackOptions = {}): Promise<Stack> {
  const { env } = process;
  const session = await openTestCluster(env);
  const { cluster, config } = session;
  const system = readSystem();
  const names = system.map(({ name }) => name);
  const images = await pushImages(names, env);
  const namespace = `slipway-acceptance-${randomBytes(4).toString('hex')}`;
  const ports = await choosePorts(cluster, names);
  const urlOf = (service: string) => `http://127.0.0.1:${ports.direct.get(service)}`;
  const secrets = makeSecrets(system);
  const manifests = await renderStack(system, {
    namespace,
    options,
    images,
    databaseImage: env.SLIPWAY_POSTGRES_IMAGE ?? DATABASE_IMAGE,
    nodePortOf: ports.ofService,
    directPortOf: ports.direct,
    issuer: urlOf('gateway'),
    secrets,
    databasePassword: randomSecret(),
    env,
  });
  const workloads = createWorkloads(session, namespace, manifests);
  const logs = followLogs(config, namespace);

  const standIns = Object.entries(options.standIns ?? {});
  const lines: ReturnType<typeof openLines>[] = [];

  const outside = `${namespace}-outside`;
  let neighbour: Promise<Neighbour> | undefined;

  const stop = async () => {
    lines.forEach((open) => open.close());
    logs.stop();
    await Promise.all([namespace, outside].map((name) => removeNamespace(session, name)));
    await cluster.close();
  };
  const awaitState = async (service: string, state: 'live' | 'ready') => {
    const urls = [urlOf(service), `http://127.0.0.1:${ports.ofService.get(service)}`];
    // A Service leads to what is ready only.
    for (const url of state === 'ready' ? urls : urls.slice(0, 1))
      await until(`${service} is ${state}`, () => answersOk(`${url}/${PROBES[state]}`), START_MILLIS);
    await logs.follow(service, await workloads.podOf(service));
  };
  const end = async (service: string, how: 'politely' | 'at once') => {
    const exitCode = await workloads.end(service, how);
    // The node's rules follow a little later.
    for (const port of [ports.direct.get(service)!, ports.ofService.get(service)!])
      await until(`${service} is gone`, () => refuses(port), START_MILLIS);
    return exitCode;
  };

  try {
    await bringUp(cluster, namespace, manifests);
    for (const [service, url] of standIns)
      lines.push(openLines({ relayPort: ports.direct.get(service)!, url }));
    const desk = await openKeyDesk({
      issuer: urlOf('gateway'),
      url: urlOf(KEY_SERVER),
      urlForServices: keyServerUrl,
      secretOf: (client) => secrets[client]!,
    });
    const real = names.filter((name) => options.standIns?.[name] === undefined);
    await Promise.all(real.map((name) => awaitState(name, 'ready')));
    return {
      system,
      gatewayUrl: urlOf('gateway'),
      urlOf,
      credentials: desk,
      kill: async (service) => void (await end(service, 'at once')),
      terminate: (service) => end(service, 'politely'),
      revive: async (service, state = 'ready') => {
        await workloads.begin(service);
        await awaitState(service, state);
      },
      evaluate: async (service, script) => {
        const pod = await workloads.podOf(service);
        return runScript(config, { namespace, pod, container: service, script });
      },
      innerUrlOf: (service) =>
        `http://${service}.${namespace}.svc:${system.find(({ name }) => name === service)?.ports.http}`,
      database: `postgres.${namespace}.svc:5432`,
      neighbour: () =>
        (neighbour ??= startNeighbour(session, { namespace: outside, image: images.get('gateway')! })),
      logs: logs.of,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** For each service a way that leads to it in any state, and one that leads to it as soon as it is ready. */
async function choosePorts(cluster: Cluster, services: readonly string[]) {
  const direct = [...services, KEY_SERVER];
  const ports = await freeNodePorts(cluster, direct.length + services.length);
  return {
    direct: new Map(direct.map((name, index) => [name, ports[index]!])),
    ofService: new Map(services.map((name, index) => [name, ports[direct.length + index]!])),
  };
}

const randomSecret = (): string => randomBytes(32).toString('base64url');

const makeSecrets = (system: readonly ServiceDeclaration[]): Readonly<Record<string, string>> =>
  Object.fromEntries(system.flatMap(({ secrets }) => secrets).map((client) => [client, randomSecret()]));
