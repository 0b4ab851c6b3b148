import { readFile } from 'node:fs/promises';
import { StartError } from '@slipway/service-lifecycle';
import { parse } from 'yaml';
import { z } from 'zod';
import { clientDefinition, clientId, type Client, type ClientDefinition } from './client.ts';
import type { ClientRegistry } from './client-registry.ts';
import { matchesHash } from './secret.ts';
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

export interface DeclaredClientsOptions {
  readonly declared: DeclaredClients;
  readonly registry: ClientRegistry;
  readonly files: SecretFiles;
  readonly overlapSeconds: number;
}

/** Keeps the stored clients as they are declared, and their secrets as their files say. */
export function createDeclaredClients({ declared, registry, files, overlapSeconds }: DeclaredClientsOptions) {
  const seen = new Map<string, string>();

  async function syncSecret(client: Client, secret: string): Promise<void> {
    const current = client.secrets[0];
    if (current && current.expiresAt === undefined && (await matchesHash(secret, current.hash))) return;
    await registry.setSecret(client.id, secret, { overlapSeconds });
  }

  async function syncClient(id: string, definition: ClientDefinition): Promise<void> {
    const secret = await files.readOrCreate(id);
    const client = await registry.find(id);
    if (!client) await registry.create(id, definition, secret);
    else if (seen.get(id) !== secret) {
      if (!isSame(client, definition)) await registry.define(id, definition);
      await syncSecret(client, secret);
    }
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

const isSame = (client: Client, definition: ClientDefinition) =>
  Object.entries(definition).every(
    ([key, value]) => JSON.stringify(client[key as keyof Client]) === JSON.stringify(value),
  );
