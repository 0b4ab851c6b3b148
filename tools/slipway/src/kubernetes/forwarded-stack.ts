import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forwardPort, loadKubeconfig, readyPod, type Cluster, type Forward } from '@slipway/deploy-cluster';
import { CLIENT_KEY, clientSecret, selectorOf } from '@slipway/deploy-kubernetes';
import { textOf } from '@slipway/deploy-plan';
import { request } from '../client/request.ts';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { noSecret } from '../stack/no-secret.ts';
import type { Stack } from '../stack/stack.ts';
import type { Workspace } from '../workspace.ts';

export interface ForwardedStackOptions {
  readonly workspace: Workspace;
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Port of 127.0.0.1 for the gateway. Default: any free one. */
  readonly port?: number;
  readonly say: (line: string) => void;
}

export interface ForwardedStack extends Stack {
  /** A way to one pod of a service. */
  forwardTo(service: string, pod?: string): Promise<Forward>;
  close(): Promise<void>;
}

/** What runs in a namespace, each service by a port of 127.0.0.1 that the API server leads to a ready pod of it. */
export async function openForwardedStack(options: ForwardedStackOptions): Promise<ForwardedStack> {
  const { workspace, cluster, namespace, say } = options;
  const config = await loadKubeconfig({ env: workspace.env, context: cluster.context });
  const services = readSystem(workspace.root);
  const forwards: Forward[] = [];
  const forwardTo = async (service: string, { pod, port }: { pod?: string; port?: number } = {}) => {
    const declared = services.find(({ name }) => name === service);
    if (declared === undefined) throw new CommandError('usage', `No service ${service} is declared`);
    const forward = await forwardPort(config, {
      namespace,
      findPod: async () => pod ?? readyPod(cluster, { namespace, labels: selectorOf(service) }),
      targetPort: declared.ports.http,
      ...(port !== undefined && { port }),
      onProblem: (line) => say(`${service}: ${line}`),
    });
    forwards.push(forward);
    return forward;
  };
  const front = services.find((service) => service.public) ?? services[0]!;
  const gateway = await forwardTo(front.name, options.port === undefined ? {} : { port: options.port });
  const origin = `http://127.0.0.1:${gateway.port}`;
  // Of clients that were added from here; those of declared ones are in the cluster.
  const secretsDir = join(workspace.home, 'cluster-secrets', encodeURIComponent(cluster.context), namespace);
  return {
    origin,
    services,
    secretsDir,
    forwardTo: (service, pod) => forwardTo(service, pod === undefined ? {} : { pod }),
    secretOf: async (client) => {
      const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: clientSecret(client) };
      const secret = textOf(await cluster.get(ref), 'data', CLIENT_KEY);
      if (secret !== undefined) return Buffer.from(secret, 'base64').toString('utf8').trim();
      const kept = join(secretsDir, client);
      if (existsSync(kept)) return readFileSync(kept, 'utf8').trim();
      throw noSecret(client, `no Secret ${ref.name} in ${namespace}`);
    },
    ask: async (service, path, asked) => {
      // The gateway passes the token endpoints through: as it does for everybody outside.
      const at = service === front.name || path.startsWith('/oauth2/') ? gateway : await forwardTo(service);
      return request(`http://127.0.0.1:${at.port}${path}`, { ...asked, service });
    },
    close: async () => void (await Promise.all(forwards.map((forward) => forward.close()))),
  };
}
