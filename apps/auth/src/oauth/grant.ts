import { audienceOf } from '@slipway/auth-verifier';
import { errors } from 'oidc-provider';
import { mayCall, mayHave, type Client } from '../clients/client.ts';

/** The audience of a token whose request names none. */
export const DEFAULT_RESOURCE = audienceOf('gateway');

/** What a client gets of what it asks for; throws the error of RFC 6749 or RFC 8707 that fits. */
export function grantScope(
  client: Client,
  { resource, scope }: { resource: string; scope?: string },
): string {
  if (!mayCall(client, resource)) throw new errors.InvalidTarget('the client may not call this resource');
  if (scope === undefined) return client.scopes.join(' ');
  const wanted = [...new Set(scope.split(' '))];
  const refused = wanted.find((name) => !mayHave(client, name));
  if (refused !== undefined) throw new errors.InvalidScope('the client may not have this scope', refused);
  return wanted.join(' ');
}

/** Seconds that a token lives: as asked by `ttl`, within the client's limit. */
export function grantTtl(client: Client, { asked, usual }: { asked: unknown; usual: number }): number {
  if (asked === undefined) return Math.min(usual, client.maxTtlSeconds);
  const seconds = typeof asked === 'string' && /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
  if (seconds >= 1 && seconds <= client.maxTtlSeconds) return seconds;
  throw new errors.InvalidRequest(`ttl must be a whole number of seconds from 1 to ${client.maxTtlSeconds}`);
}
