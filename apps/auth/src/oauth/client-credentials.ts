import type { Request } from 'express';
import type { Authentication, Authenticator } from '../clients/authenticator.ts';
import type { Client } from '../clients/client.ts';
import { OAuthError } from './oauth-error.ts';

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** The client that calls one of our own OAuth endpoints, by `client_secret_basic` or `client_secret_post`. */
export async function authenticateClient(authenticator: Authenticator, req: Request): Promise<Client> {
  const credentials = readCredentials(req);
  if (!credentials) throw refused();
  return acceptedClient(await authenticator.authenticate(credentials.id, credentials.secret));
}

function acceptedClient(outcome: Authentication): Client {
  if (outcome.kind === 'accepted') return outcome.client;
  if (outcome.kind === 'refused') throw refused();
  throw new OAuthError(429, 'slow_down', {
    detail: TOO_MANY_FAILURES,
    headers: { 'retry-after': String(outcome.retryAfterSeconds) },
  });
}

export const TOO_MANY_FAILURES = 'too many failed authentications of this client';

const refused = () =>
  new OAuthError(401, 'invalid_client', {
    detail: 'client authentication failed',
    headers: { 'www-authenticate': 'Basic realm="slipway"' },
  });

function readCredentials(req: Request): Credentials | undefined {
  const { client_id: id, client_secret: secret } = (req.body ?? {}) as Record<string, unknown>;
  const headers = req.headersDistinct.authorization ?? [];
  if (headers.length + (secret === undefined ? 0 : 1) > 1)
    throw new OAuthError(400, 'invalid_request', { detail: 'more than one client authentication was sent' });
  if (headers[0] !== undefined) return readBasic(headers[0]);
  return typeof id === 'string' && typeof secret === 'string' ? { id, secret } : undefined;
}

/** RFC 6749 section 2.3.1: both parts are form-encoded. */
function readBasic(header: string): Credentials | undefined {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(header)?.[1] ?? '';
  const [id, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (!id || rest.length === 0) return undefined;
  try {
    const [decodedId = '', secret = ''] = [id, rest.join(':')].map(decodeForm);
    return { id: decodedId, secret };
  } catch {
    return undefined;
  }
}

const decodeForm = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
