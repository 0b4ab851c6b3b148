import type { KubeConfig } from '@kubernetes/client-node';
import {
  connect,
  forwardPort,
  loadKubeconfig,
  readyPod,
  readyPods,
  type Cluster,
  type Forward,
} from '@slipway/deploy-cluster';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { CLIENT_KEY, clientSecret, selectorOf } from '@slipway/deploy-kubernetes';
import { textOf } from '@slipway/deploy-plan';
import { followLogs } from '../kubernetes/follow-logs.ts';
import { runScript } from '../kubernetes/run-in-pod.ts';
import type { Place, Reached } from './place.ts';

const NO_EXEC = 'the account may not run programs in pods (create pods/exec)';

interface Session {
  readonly cluster: Cluster;
  readonly config: KubeConfig;
  readonly namespace: string;
  /** Origin of the gateway where it is reached from outside; by the API server otherwise. */
  readonly origin: string | undefined;
}

/** A namespace of a cluster, as the account of the kubeconfig may see it. */
export async function openNamespace(namespace: string, env: NodeJS.ProcessEnv): Promise<Place> {
  const { SLIPWAY_RELEASE_CONTEXT: context, SLIPWAY_RELEASE_ORIGIN: origin } = env;
  const options = { env, ...(context && { context }) };
  const config = await loadKubeconfig(options);
  const cluster = await connect(options);
  return {
    lacks: (await mayExec(config, namespace)) ? {} : { confine: NO_EXEC, accounts: NO_EXEC },
    reach: (system) => reach({ cluster, config, namespace, origin: origin || undefined }, system),
  };
}

async function mayExec(config: KubeConfig, namespace: string): Promise<boolean> {
  const { AuthorizationV1Api } = await import('@kubernetes/client-node');
  const resourceAttributes = { namespace, resource: 'pods', subresource: 'exec', verb: 'create' };
  const { status } = await config
    .makeApiClient(AuthorizationV1Api)
    .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
  return status?.allowed === true;
}

async function reach(session: Session, system: readonly ServiceDeclaration[]): Promise<Reached> {
  const { cluster, config, namespace, origin } = session;
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
  const secrets = await readSecrets(session, system);
  const hasDatabase = await cluster.get({ apiVersion: 'v1', kind: 'Service', namespace, name: 'postgres' });
  return {
    ...(origin !== undefined && { issuer: origin }),
    urlOf: (service) =>
      service === 'gateway' && origin !== undefined
        ? origin
        : `http://127.0.0.1:${forwards.get(service)?.port}`,
    innerUrlOf: (service) =>
      `http://${service}.${namespace}.svc:${system.find(({ name }) => name === service)?.ports.http}`,
    evaluate: async (service, script) => {
      const pod = await readyPod(cluster, podsOf(service));
      return runScript(config, { namespace, pod, container: service, script });
    },
    logs: logs.of,
    ...(hasDatabase && { database: `postgres.${namespace}.svc:5432` }),
    secretOf: (client) => secrets.get(client) ?? '',
    close: async () => {
      logs.stop();
      await Promise.all([...forwards.values()].map((forward) => forward.close()));
      await cluster.close();
    },
  };
}

async function readSecrets(
  { cluster, namespace }: Session,
  system: readonly ServiceDeclaration[],
): Promise<ReadonlyMap<string, string>> {
  const clients = new Set(system.flatMap(({ secrets }) => secrets));
  const found = [...clients].map(async (client) => {
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: clientSecret(client) };
    const secret = textOf(await cluster.get(ref), 'data', CLIENT_KEY) ?? '';
    return [client, Buffer.from(secret, 'base64').toString('utf8')] as const;
  });
  return new Map(await Promise.all(found));
}
