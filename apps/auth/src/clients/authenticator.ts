import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@slipway/auth-verifier';
import type { AuthStore } from '../store/auth-store.ts';
import type { Client } from './client.ts';
import { createFailureLimit } from './failure-limit.ts';
import { matchesHash } from './secret.ts';

export type Authentication =
  | { readonly kind: 'accepted'; readonly client: Client }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-many-failures'; readonly retryAfterSeconds: number };

export interface Authenticator {
  authenticate(id: string, secret: string): Promise<Authentication>;
}

const MAX_REMEMBERED = 10_000;

/**
 * Tells whether a secret is the client's.
 *
 * A secret that was right before is recognized without scrypt and past the limit of failures, so that nobody can lock
 * a working client out by failing in its name. It is remembered as an HMAC under a key of this process, by the hash
 * that it matched: a rotated secret is forgotten with its hash.
 */
export function createAuthenticator({ store, clock }: { store: AuthStore; clock: Clock }): Authenticator {
  const limit = createFailureLimit(clock.elapsed);
  const key = randomBytes(32);
  const remembered = new Map<string, string>();
  const underWay = new Map<string, Promise<Authentication>>();
  const digestOf = (secret: string) => createHmac('sha256', key).update(secret).digest('base64url');

  function remember(hash: string, digest: string): void {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(hash, digest);
  }

  async function check(client: Client, secret: string, hashes: readonly string[]): Promise<Authentication> {
    const retryAfterSeconds = limit.waitSeconds(client.id);
    if (retryAfterSeconds > 0) return { kind: 'too-many-failures', retryAfterSeconds };
    limit.failed(client.id); // before the slow hash, or attempts at the same time would all pass
    for (const hash of hashes) {
      if (!(await matchesHash(secret, hash))) continue;
      limit.passed(client.id);
      remember(hash, digestOf(secret));
      return { kind: 'accepted', client };
    }
    return { kind: 'refused' };
  }

  return {
    async authenticate(id, secret) {
      const client = await store.findClient(id);
      if (!client || client.disabled) return { kind: 'refused' };
      const hashes = validHashes(client, clock.now());
      const digest = digestOf(secret);
      if (hashes.some((hash) => remembered.get(hash) === digest)) return { kind: 'accepted', client };
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
