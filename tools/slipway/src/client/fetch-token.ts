import { audienceOf } from '@slipway/auth-verifier';
import { CommandError } from '../exit.ts';
import { requireKind } from '../stack/require-kind.ts';
import type { Stack } from '../stack/stack.ts';
import { CLIENT_ID } from '../workspace.ts';
import { requireOk } from './request.ts';

export interface TokenWish {
  /** Client id whose secret is in the state folder. */
  readonly client: string;
  /** Service that shall accept the token. */
  readonly audience: string;
  /** Scopes with blanks between them; all of the client's where absent. */
  readonly scope?: string;
  readonly ttlSeconds?: number;
}

/** An access token by client credentials (RFC 6749 section 4.4), for one audience (RFC 8707). */
export async function fetchToken(stack: Stack, wish: TokenWish): Promise<string> {
  const { name } = requireKind(stack, 'auth');
  checkClient(wish.client);
  const secret = await stack.secretOf(wish.client);
  const form = new URLSearchParams({ grant_type: 'client_credentials', resource: resourceOf(wish.audience) });
  if (wish.scope !== undefined) form.set('scope', wish.scope);
  if (wish.ttlSeconds !== undefined) form.set('ttl', String(wish.ttlSeconds));
  const reply = await stack.ask(name, '/oauth2/token', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${btoa(`${encodeURIComponent(wish.client)}:${encodeURIComponent(secret)}`)}`,
    },
    body: form.toString(),
  });
  const token = (requireOk(reply, name).body as { access_token?: unknown }).access_token;
  if (typeof token !== 'string')
    throw new CommandError('failed', 'auth answered without a token: see ./slipway logs auth');
  return token;
}

/** An audience may be given as a service's name or as the URN itself. */
const resourceOf = (audience: string): string => (audience.includes(':') ? audience : audienceOf(audience));

function checkClient(client: string): void {
  if (!CLIENT_ID.test(client))
    throw new CommandError(
      'usage',
      `"${client.slice(0, 80)}" is no client id (lower-case letters, digits, hyphens)`,
    );
}
