import { randomBytes } from 'node:crypto';
import type { Cluster } from '../objects/cluster.ts';
import { ownObject } from './own-object.ts';

export interface MakeSecrets {
  /** Names of Secrets `client-<id>`. */
  readonly clients: readonly string[];
  /** Whether the database of the overlay is ours, so that its password is, too. */
  readonly database: boolean;
  readonly signal?: AbortSignal;
}

/** Has 256 bits, in letters that need no quoting anywhere. */
const randomText = (): string => randomBytes(32).toString('base64url');

/** Makes the Secrets that are missing; what is there is never written over. Returns the names of the new ones. */
export async function makeSecrets(
  cluster: Cluster,
  namespace: string,
  { clients, database, signal }: MakeSecrets,
) {
  const password = randomText();
  const wanted = [
    ...clients.map((name) => ({ name, component: 'client', values: { secret: randomText() } })),
    ...(database
      ? [
          {
            name: 'database',
            component: 'database',
            values: { password, url: `postgres://slipway:${password}@postgres:5432/slipway` },
          },
        ]
      : []),
  ];
  const made: string[] = [];
  for (const { name, component, values } of wanted) {
    if ((await cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace, name }, signal)) !== undefined)
      continue;
    const labels = { 'app.kubernetes.io/component': component };
    const fields = { type: 'Opaque', stringData: values };
    if (
      (await cluster.create(ownObject({ kind: 'Secret', namespace, name, labels, fields }), signal)) !==
      undefined
    )
      made.push(name);
  }
  return made;
}
