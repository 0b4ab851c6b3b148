import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@slipway/auth-verifier';
import type { AuthStore } from '../store/auth-store.ts';
import type { Client } from './client.ts';
import { createFailureLimit } from './failure-limit.ts';
import { matchesDigest, matchesHash } from './secret.ts';

export type Authentication =
  | { readonly kind: 'accepted'; readonly client: Client }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-many-failures'; readonly retryAfterSeconds: number };

export interface Authenticator {
  authenticate(id: string, secret: string): Promise<Authentication>;
  /** Notes a secret that is known to be right, by the hash in `client` that it matches. */
  remember(client: Client, secret: string, hash: string): void;
}

/**
 * Tells whether a secret is the client's.
 *
 * Nobody can lock a working client out by failing in its name: a right secret is recognized before failures are
 * counted. One that was made here is told by its digest. One that a person may have chosen has a slow hash, which only
 * attempts within the limit may cost us; it is recognized because it was right before, or because it stands in the
 * client's secret file. What is remembered is an HMAC under a key of this process, by the hash that it matched: a
 * rotated secret is forgotten with its hash.
 */
export function createAuthenticator({ store, clock }: { store: AuthStore; clock: Clock }): Authenticator {
  const limit = createFailureLimit(clock.elapsed);
  const key = randomBytes(32);
  /** By client and hash; never more than the stored clients have. */
  const remembered = new Map<string, ReadonlyMap<string, string>>();
  const underWay = new Map<string, Promise<Authentication>>();
  const digestOf = (secret: string) => createHmac('sha256', key).update(secret).digest('base64url');

  function remember({ id, secrets }: Client, secret: string, hash: string): void {
    const still = [...(remembered.get(id) ?? [])].filter(([known]) =>
      secrets.some((stored) => stored.hash === known),
    );
    remembered.set(id, new Map([...still, [hash, digestOf(secret)]]));
  }

  async function check(client: Client, secret: string, hashes: readonly string[]): Promise<Authentication> {
    const retryAfterSeconds = limit.waitSeconds(client.id);
    if (retryAfterSeconds > 0) return { kind: 'too-many-failures', retryAfterSeconds };
    limit.failed(client.id); // before the slow hash, or attempts at the same time would all pass
    for (const hash of hashes) {
      if (!(await matchesHash(secret, hash))) continue;
      limit.passed(client.id);
      remember(client, secret, hash);
      return { kind: 'accepted', client };
    }
    return { kind: 'refused' };
  }

  return {
    remember,
    async authenticate(id, secret) {
      const client = await store.findClient(id);
      if (!client || client.disabled) return { kind: 'refused' };
      const hashes = validHashes(client, clock.now());
      const digest = digestOf(secret);
      const isKnown = (hash: string) => remembered.get(id)?.get(hash) === digest;
      if (hashes.some((hash) => isKnown(hash) || matchesDigest(secret, hash)))
        return { kind: 'accepted', client };
      // Replicas that start together all bring the same secret: one attempt, one slow hash.
      const attempt = [digest, ...hashes].join();
      const outcome = underWay.get(attempt) ?? check(client, secret, hashes);
      underWay.set(attempt, outcome);
      return outcome.finally(() => underWay.delete(attempt));
    },
  };
}

const validHashes = ({ secrets }: Client, now: number) =>
  secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ hash }) => hash);
