import { requireKind } from '../stack/require-kind.ts';
import type { Stack } from '../stack/stack.ts';
import { fetchToken } from './fetch-token.ts';
import { bearer, requireOk } from './request.ts';

/** Client that may administer the token service, and the scope for it. */
const OPERATOR = 'operator';
const SCOPE = 'clients:admin';

/** One call of the token service's administration, as the operator. */
export async function callAdmin(
  stack: Stack,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { name } = requireKind(stack, 'auth');
  const token = await fetchToken(stack, { client: OPERATOR, audience: name, scope: SCOPE });
  const headers = { ...bearer(token), ...(body !== undefined && { 'content-type': 'application/json' }) };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return requireOk(await stack.ask(name, `/admin/${path}`, { method, headers, body: text }), name).body;
}
