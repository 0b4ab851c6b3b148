import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audienceOf } from '@slipway/auth-verifier';
import { CommandError } from '../exit.ts';
import type { RunState } from '../run-state/run-file.ts';
import { CLIENT_ID, type Workspace } from '../workspace.ts';
import { requestOk } from './request.ts';
import { requireKind } from './running-stack.ts';

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
export async function fetchToken(workspace: Workspace, run: RunState, wish: TokenWish): Promise<string> {
  const { url } = requireKind(run, 'auth');
  const secret = readSecret(workspace, wish.client);
  const form = new URLSearchParams({ grant_type: 'client_credentials', resource: resourceOf(wish.audience) });
  if (wish.scope !== undefined) form.set('scope', wish.scope);
  if (wish.ttlSeconds !== undefined) form.set('ttl', String(wish.ttlSeconds));
  const { body } = await requestOk(`${url}/oauth2/token`, {
    service: 'auth',
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${btoa(`${encodeURIComponent(wish.client)}:${encodeURIComponent(secret)}`)}`,
    },
    body: form.toString(),
  });
  const token = (body as { access_token?: unknown }).access_token;
  if (typeof token !== 'string')
    throw new CommandError('failed', 'auth answered without a token: see ./slipway logs auth');
  return token;
}

/** An audience may be given as a service's name or as the URN itself. */
const resourceOf = (audience: string): string => (audience.includes(':') ? audience : audienceOf(audience));

function readSecret({ secretsDir }: Workspace, client: string): string {
  if (!CLIENT_ID.test(client))
    throw new CommandError(
      'usage',
      `"${client.slice(0, 80)}" is no client id (lower-case letters, digits, hyphens)`,
    );
  try {
    return readFileSync(join(secretsDir, client), 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      'usage',
      `No secret of client ${client} is kept here (${code}): choose another --client, or add it: ./slipway client add ${client}`,
    );
  }
}
