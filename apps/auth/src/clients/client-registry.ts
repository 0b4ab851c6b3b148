import type { Clock } from '@slipway/auth-verifier';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { AuthStore } from '../store/auth-store.ts';
import type { Client, ClientDefinition, ClientSecret } from './client.ts';
import { hashSecret } from './secret.ts';

export interface ClientRegistry {
  list(): Promise<readonly Client[]>;
  find(id: string): Promise<Client | undefined>;
  /** Problem: `conflict` where there is such a client. */
  create(id: string, definition: ClientDefinition, secret: string): Promise<Result<Client>>;
  define(id: string, definition: ClientDefinition): Promise<Result<Client>>;
  /** The secrets before it stay valid for the overlap. Problem: `not-found`. */
  setSecret(
    id: string,
    secret: string,
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

/** Registered clients: every change is a read, a pure step and a write that fails when somebody was faster. */
export function createClientRegistry({ store, clock }: Dependencies): ClientRegistry {
  async function change(id: string, step: (client: Client) => Client): Promise<Result<Client>> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const client = await store.findClient(id);
      if (!client) return fail('not-found', 'There is no such client.');
      const changed = step(client);
      if (await store.saveClient(changed)) return ok({ ...changed, revision: changed.revision + 1 });
    }
    return fail('conflict', 'The client is being changed by somebody else: try again.');
  }

  return {
    list: () => store.listClients(),
    find: (id) => store.findClient(id),
    async create(id, definition, secret) {
      const now = clock.now();
      const secrets = [{ hash: await hashSecret(secret), createdAt: now }];
      const client = { ...definition, id, secrets, disabled: false, createdAt: now, revision: 0 };
      if (await store.saveClient(client)) return ok({ ...client, revision: 1 });
      return fail(
        'conflict',
        'There is a client of this id already: rotate its secret, or choose another id.',
      );
    },
    define: (id, definition) => change(id, (client) => ({ ...client, ...definition })),
    async setSecret(id, secret, { overlapSeconds }) {
      const now = clock.now();
      const fresh = { hash: await hashSecret(secret), createdAt: now };
      const lastsUntil = now + overlapSeconds * 1000;
      return change(id, (client) => ({
        ...client,
        rotatedAt: now,
        secrets: [fresh, ...expiring(client.secrets, { now, lastsUntil })],
      }));
    },
    setDisabled: (id, disabled) => change(id, (client) => ({ ...client, disabled })),
  };
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
