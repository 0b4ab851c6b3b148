import type { RunState } from '../run-state/run-file.ts';
import type { Workspace } from '../workspace.ts';
import { fetchToken } from './fetch-token.ts';
import { bearer, requestOk } from './request.ts';
import { requireKind, requireRun } from './running-stack.ts';

/** Client that may administer the token service, and the scope for it. */
const OPERATOR = 'operator';
const SCOPE = 'clients:admin';

/** One call of the token service's administration, as the operator. */
export async function callAdmin(
  workspace: Workspace,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const run: RunState = requireRun(workspace);
  const { name, url } = requireKind(run, 'auth');
  const token = await fetchToken(workspace, run, { client: OPERATOR, audience: name, scope: SCOPE });
  const headers = { ...bearer(token), ...(body !== undefined && { 'content-type': 'application/json' }) };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return (await requestOk(`${url}/admin/${path}`, { service: name, method, headers, body: text })).body;
}
