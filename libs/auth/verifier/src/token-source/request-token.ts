import { fetchJson, type Fetch, type JsonFailure } from '../fetch-json.ts';

export interface TokenRequest {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly resource?: string;
  readonly scope?: string;
  readonly timeoutMillis: number;
}

/** `refused`: the client or what it asks for is wrong, which waiting does not mend. */
export type RenewalFailure = JsonFailure | 'refused' | 'bad-status' | 'bad-answer' | 'no-secret';

export type TokenAnswer =
  | { readonly ok: true; readonly token: string; readonly lifetimeMillis: number }
  | { readonly ok: false; readonly reason: RenewalFailure };

/** One client credentials request (RFC 6749 section 4.4, RFC 8707). Never throws. */
export async function requestToken(fetch: Fetch, request: TokenRequest): Promise<TokenAnswer> {
  const { tokenUrl, clientId, clientSecret, resource, scope, timeoutMillis } = request;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (resource) form.set('resource', resource);
  if (scope) form.set('scope', scope);
  const init = {
    method: 'POST',
    headers: {
      authorization: basic(clientId, clientSecret),
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  };
  const answer = await fetchJson(fetch, tokenUrl, init, { timeoutMillis, maxBytes: 64 * 1024 });
  if (!answer.ok) return answer;
  if (answer.status === 400 || answer.status === 401) return { ok: false, reason: 'refused' };
  if (answer.status !== 200) return { ok: false, reason: 'bad-status' };
  return readAnswer(answer.body);
}

function readAnswer(body: unknown): TokenAnswer {
  const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
  if (typeof token !== 'string' || token === '') return { ok: false, reason: 'bad-answer' };
  if (typeof seconds !== 'number' || !(seconds > 0)) return { ok: false, reason: 'bad-answer' };
  return { ok: true, token, lifetimeMillis: seconds * 1000 };
}

/** RFC 6749 section 2.3.1 wants both parts form-encoded before they are joined. */
function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
