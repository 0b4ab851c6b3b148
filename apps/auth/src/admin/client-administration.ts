import { fail, ok, type Result } from '@slipway/service-problem';
import type { ClientRegistry } from '../clients/client-registry.ts';
import type { Client, ClientDefinition } from '../clients/client.ts';
import type { DeclaredClientsSync } from '../clients/declared-clients.ts';
import { createSecret, digestSecret } from '../clients/secret.ts';

/** A client and its new secret, which is shown this once. */
export interface NewSecret {
  readonly client: Client;
  readonly secret: string;
}

export interface ClientAdministration {
  list(): Promise<readonly Client[]>;
  create(id: string, definition: ClientDefinition): Promise<Result<NewSecret>>;
  rotate(
    id: string,
    options: { readonly now: boolean },
  ): Promise<Result<NewSecret & { readonly overlapSeconds: number }>>;
  setDisabled(id: string, disabled: boolean): Promise<Result<Client>>;
}

interface Dependencies {
  readonly registry: ClientRegistry;
  readonly declared: Pick<DeclaredClientsSync, 'isDeclared' | 'keepSecret'>;
  readonly overlapSeconds: number;
}

/** What an operator does with clients. */
export function createClientAdministration({
  registry,
  declared,
  overlapSeconds,
}: Dependencies): ClientAdministration {
  return {
    list: () => registry.list(),
    async create(id, definition) {
      const secret = createSecret();
      const made = await registry.create(id, definition, digestSecret(secret));
      return made.ok ? ok({ client: made.value, secret }) : made;
    },
    async rotate(id, { now }) {
      const secret = createSecret();
      const overlap = now ? 0 : overlapSeconds;
      // The file first: should the store fail now, the next look at the file mends it.
      if (declared.isDeclared(id) && !(await declared.keepSecret(id, secret))) return elsewhere(id);
      const changed = await registry.setSecret(id, digestSecret(secret), { overlapSeconds: overlap });
      return changed.ok ? ok({ client: changed.value, secret, overlapSeconds: overlap }) : changed;
    },
    setDisabled: (id, disabled) => registry.setDisabled(id, disabled),
  };
}

const elsewhere = (id: string) =>
  fail(
    'conflict',
    `The secret of ${id} comes from a file that cannot be written here: replace it where it is kept.`,
  );
