import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import type { Workspace } from '../workspace.ts';
import { currentProject } from './up-compose.ts';

export interface ComposeLogsOptions {
  readonly service: string | undefined;
  readonly follow?: boolean;
  readonly tail: number;
  readonly onLine: (line: string) => void;
}

/** Lines of the services' containers, or of any one service of the project by its name. */
export async function logsCompose(
  workspace: Workspace,
  { service, follow = false, tail, onLine }: ComposeLogsOptions,
): Promise<void> {
  const project = currentProject(workspace, () => undefined);
  const known = Object.keys((await project.model()).services);
  if (service !== undefined && !known.includes(service))
    throw new CommandError('usage', `There is no service ${service}: there are ${known.join(', ')}`);
  const services = service === undefined ? readSystem(workspace.root).map(({ name }) => name) : [service];
  await project.logs(services, { follow, tail, onLine });
}
