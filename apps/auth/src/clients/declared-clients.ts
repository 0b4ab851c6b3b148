import { readFile } from 'node:fs/promises';
import { StartError } from '@slipway/service-lifecycle';
import { ProblemError } from '@slipway/service-problem';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Authenticator } from './authenticator.ts';
import { clientDefinition, clientId, type ClientDefinition } from './client.ts';
import type { ClientRegistry } from './client-registry.ts';
import type { SecretFiles } from './secret-files.ts';

const declaration = z.strictObject({ clients: z.record(clientId, clientDefinition) });

export type DeclaredClients = Readonly<Record<string, ClientDefinition>>;

/** Reads clients.yaml; anything wrong is a `StartError` that names the place. */
export async function readDeclaredClients(path: string): Promise<DeclaredClients> {
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = String((error as Error).message).split('\n', 1)[0];
    throw new StartError(`Cannot read ${path}: ${reason}: mend the file, or set SLIPWAY_CLIENTS_FILE`);
  }
  const parsed = declaration.safeParse(document);
  if (parsed.success) return parsed.data.clients;
  const issue = parsed.error.issues[0];
  throw new StartError(
    `${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}: mend the file`,
  );
}

/** Every service that a declared client may call: what is known here of the system. */
export const servicesOf = (declared: DeclaredClients): readonly string[] =>
  [...new Set(Object.values(declared).flatMap(({ audiences }) => audiences))].sort();

export interface DeclaredClientsOptions {
  readonly declared: DeclaredClients;
  readonly registry: ClientRegistry;
  readonly files: SecretFiles;
  readonly authenticator: Pick<Authenticator, 'remember'>;
  readonly overlapSeconds: number;
}

/** Keeps the stored clients as they are declared, and their secrets as their files say. */
export function createDeclaredClients(options: DeclaredClientsOptions) {
  const { declared, registry, files, authenticator, overlapSeconds } = options;
  const seen = new Map<string, string>();

  async function syncClient(id: string, definition: ClientDefinition): Promise<void> {
    const secret = await files.readOrCreate(id);
    if (seen.get(id) === secret && (await registry.find(id))) return;
    const client = await registry.declare(id, definition, { secret, overlapSeconds });
    if (!client.ok) throw new ProblemError(client.problem);
    const [newest] = client.value.secrets;
    if (newest) authenticator.remember(client.value, secret, newest.hash);
    seen.set(id, secret);
  }

  return {
    isDeclared: (id: string) => Object.hasOwn(declared, id),
    /** At the start, and from time to time after it: a replaced file is picked up while the service runs. */
    async sync(): Promise<void> {
      await Promise.all(Object.entries(declared).map(([id, definition]) => syncClient(id, definition)));
    },
    /** A secret made by the admin API goes into the file, or the file would undo it at the next start. */
    keepSecret: (id: string, secret: string): Promise<boolean> => files.replace(id, secret),
  };
}

export type DeclaredClientsSync = ReturnType<typeof createDeclaredClients>;
