import type { Clock } from '@slipway/auth-verifier';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { AuthStore } from '../store/auth-store.ts';
import type { Client, ClientDefinition, ClientSecret } from './client.ts';
import { hashSecret, matchesHash } from './secret.ts';

export interface ClientRegistry {
  list(): Promise<readonly Client[]>;
  find(id: string): Promise<Client | undefined>;
  /** Problem: `conflict` where there is such a client. */
  create(id: string, definition: ClientDefinition, secretHash: string): Promise<Result<Client>>;
  /**
   * Creates the client or makes it what is said, the secret its newest one; writes nothing where it is so already, so
   * replicas may do it at the same time. Problem: `conflict`.
   */
  declare(
    id: string,
    definition: ClientDefinition,
    secret: { readonly secret: string; readonly overlapSeconds: number },
  ): Promise<Result<Client>>;
  /** The secrets before it stay valid for the overlap. Problem: `not-found`. */
  setSecret(
    id: string,
    secretHash: string,
    options: { readonly overlapSeconds: number },
  ): Promise<Result<Client>>;
  setDisabled(id: string, disabled: boolean): Promise<Result<Client>>;
}

interface Dependencies {
  readonly store: AuthStore;
  readonly clock: Clock;
}

/** Another replica may write at the same time; that many times in a row it does not. */
const MAX_ATTEMPTS = 5;

/** Registered clients: every change is a read, a step and a write that fails when somebody was faster. */
export function createClientRegistry({ store, clock }: Dependencies): ClientRegistry {
  /** A step that gives back the client as it was changes nothing. */
  async function change(
    id: string,
    step: (client: Client) => Client | Promise<Client>,
  ): Promise<Result<Client>> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const client = await store.findClient(id);
      if (!client) return fail('not-found', 'There is no such client.');
      const changed = await step(client);
      if (changed === client) return ok(client);
      if (await store.saveClient(changed)) return ok({ ...changed, revision: changed.revision + 1 });
    }
    return fail('conflict', 'The client is being changed by somebody else: try again.');
  }

  async function create(
    id: string,
    definition: ClientDefinition,
    secretHash: string,
  ): Promise<Result<Client>> {
    const now = clock.now();
    const secrets = [{ hash: secretHash, createdAt: now }];
    const client = { ...definition, id, secrets, disabled: false, createdAt: now, revision: 0 };
    if (await store.saveClient(client)) return ok({ ...client, revision: 1 });
    return fail('conflict', 'There is a client of this id already: rotate its secret, or choose another id.');
  }

  return {
    list: () => store.listClients(),
    find: (id) => store.findClient(id),
    create,
    async declare(id, definition, { secret, overlapSeconds }) {
      if (!(await store.findClient(id))) {
        const created = await create(id, definition, await hashSecret(secret));
        if (created.ok) return created;
      }
      return change(id, async (client) => {
        const defined = isSame(client, definition) ? client : { ...client, ...definition };
        if (await isNewest(client, secret)) return defined;
        return withSecret(defined, await hashSecret(secret), { now: clock.now(), overlapSeconds });
      });
    },
    setSecret: (id, secretHash, { overlapSeconds }) =>
      change(id, (client) => withSecret(client, secretHash, { now: clock.now(), overlapSeconds })),
    setDisabled: (id, disabled) => change(id, (client) => ({ ...client, disabled })),
  };
}

const isSame = (client: Client, definition: ClientDefinition) =>
  Object.entries(definition).every(
    ([key, value]) => JSON.stringify(client[key as keyof Client]) === JSON.stringify(value),
  );

async function isNewest({ secrets: [newest] }: Client, secret: string): Promise<boolean> {
  return newest !== undefined && newest.expiresAt === undefined && matchesHash(secret, newest.hash);
}

function withSecret(
  client: Client,
  hash: string,
  { now, overlapSeconds }: { readonly now: number; readonly overlapSeconds: number },
): Client {
  const fresh = { hash, createdAt: now };
  const old = expiring(client.secrets, { now, lastsUntil: now + overlapSeconds * 1000 });
  return { ...client, rotatedAt: now, secrets: [fresh, ...old] };
}

/** What is left of the old secrets; an end that was set before is not put off by another rotation. */
function expiring(
  secrets: readonly ClientSecret[],
  { now, lastsUntil }: { now: number; lastsUntil: number },
) {
  return secrets
    .map((secret) => ({ ...secret, expiresAt: Math.min(secret.expiresAt ?? lastsUntil, lastsUntil) }))
    .filter(({ expiresAt }) => expiresAt > now);
}
