import type { Cluster } from '@slipway/deploy-cluster';
import { neededObjects, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';

export interface RequiredSecrets {
  /** Secrets `client-<id>` that an apply makes where they are missing. */
  readonly clients: readonly string[];
  /** Whether the overlay has its own database, whose Secret an apply makes, too. */
  readonly database: boolean;
}

export interface FindSecrets {
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
  readonly signal: AbortSignal;
}

/** Ends the command where something is missing that nobody here can make. */
export async function requireSecrets(cluster: Cluster, options: FindSecrets): Promise<RequiredSecrets> {
  const { missing, ...secrets } = await findSecrets(cluster, options);
  if (missing.length > 0) throw new CommandError('config', missing);
  return secrets;
}

/** What pods need besides the manifests, and of that what is missing for good, a line each. */
export async function findSecrets(
  cluster: Cluster,
  { namespace, manifests, signal }: FindSecrets,
): Promise<RequiredSecrets & { readonly missing: readonly string[] }> {
  const has = (kind: string, name: string) =>
    manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  const needed = neededObjects(manifests).filter(({ kind, name }) => !has(kind, name));
  const isClient = (name: string) => name.startsWith('client-');
  const secrets = needed.filter(({ kind }) => kind === 'Secret').map(({ name }) => name);
  const database = has('StatefulSet', 'postgres') && secrets.includes('database');
  const missing: string[] = [];
  for (const { kind, name } of needed) {
    if (kind === 'Secret' && (isClient(name) || (name === 'database' && database))) continue;
    if ((await cluster.get({ apiVersion: 'v1', kind, namespace, name }, signal)) === undefined)
      missing.push(
        `${kind} ${name} is missing in ${namespace}, and pods cannot start without it: create it with kubectl, or add it to the overlay`,
      );
  }
  return { clients: secrets.filter(isClient), database, missing };
}
