import type { Client } from '../clients/client.ts';
import type { KeyRing } from '../keys/key-ring.ts';

/**
 * What the token service remembers. Small, so that another database can stand behind it; several replicas may share
 * one, so a write that builds on an older state is refused instead of overwriting. While the database cannot be had,
 * every call throws a `StoreUnavailableError`.
 */
export interface AuthStore {
  findClient(id: string): Promise<Client | undefined>;
  /** Sorted by id. */
  listClients(): Promise<readonly Client[]>;
  /** Stores it as the revision after `client.revision`; false when the stored revision is another (0: none). */
  saveClient(client: Client): Promise<boolean>;

  /** Revision 0 and no keys before the first write. */
  readKeyRing(): Promise<KeyRing>;
  /** As with clients. */
  saveKeyRing(ring: KeyRing): Promise<boolean>;

  /** Revokes a token by its `jti`, to be remembered until the time given (milliseconds since 1970). */
  denyToken(tokenId: string, untilMillis: number): Promise<void>;
  isTokenDenied(tokenId: string): Promise<boolean>;
  /** Forgets revoked tokens whose time is over. */
  dropDeniedBefore(millis: number): Promise<void>;

  close(): Promise<void>;
}
