import type { Workspace } from '../workspace.ts';
import { reachEngine } from './reach-engine.ts';
import { removeComposeRecord } from './compose-record.ts';
import { currentProject } from './up-compose.ts';

/** Drains and removes every container and network of the project; volumes with secrets and state only on request. */
export async function downCompose(
  workspace: Workspace,
  { volumes }: { readonly volumes: boolean },
  say: (line: string) => void,
): Promise<void> {
  await reachEngine(() => currentProject(workspace, say).down({ volumes }));
  removeComposeRecord(workspace);
  say(
    volumes
      ? 'Stopped, and removed secrets, keys and clients'
      : 'Stopped; secrets, keys and clients are kept',
  );
}
