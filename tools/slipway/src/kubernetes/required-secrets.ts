import type { Cluster } from '@slipway/deploy-cluster';
import { neededObjects, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';

export interface RequiredSecrets {
  /** Secrets `client-<id>` that an apply makes where they are missing. */
  readonly clients: readonly string[];
  /** Whether the overlay has its own database, whose Secret an apply makes, too. */
  readonly database: boolean;
}

/** What pods need besides the manifests; ends the command where something is missing that nobody here can make. */
export async function requireSecrets(
  cluster: Cluster,
  {
    namespace,
    manifests,
    signal,
  }: { readonly namespace: string; readonly manifests: readonly Manifest[]; readonly signal: AbortSignal },
): Promise<RequiredSecrets> {
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
  if (missing.length > 0) throw new CommandError('config', missing);
  return { clients: secrets.filter(isClient), database };
}
