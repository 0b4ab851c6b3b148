import type { RunState } from '../run-state/run-file.ts';
import type { Workspace } from '../workspace.ts';
import { fetchToken, type TokenWish } from './fetch-token.ts';

/** A token for a call to the stack; undefined where it was started without a token service (SLIPWAY_AUTH=off). */
export async function authorize(
  workspace: Workspace,
  run: RunState,
  wish: TokenWish,
): Promise<string | undefined> {
  return run.services.some(({ kind }) => kind === 'auth') ? fetchToken(workspace, run, wish) : undefined;
}
