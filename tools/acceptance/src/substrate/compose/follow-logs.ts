import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '../../workspace.ts';

/** Collects what the containers of each service write, across their restarts: from the beginning, or from so long ago. */
export function followLogs(
  project: string,
  services: readonly string[],
  from?: { readonly sinceSeconds: number },
) {
  const lines = new Map(services.map((service) => [service, [] as string[]]));
  const children: ChildProcess[] = [];
  const follow = (service: string, into: string[]) => {
    const since = from === undefined ? [] : ['--since', `${from.sinceSeconds}s`];
    const how = ['--follow', '--no-log-prefix', '--no-color', ...since];
    const args = ['compose', '-p', project, 'logs', ...how, service];
    const child = spawn('docker', args, { cwd: workspaceRoot, stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface({ input: child.stdout }).on('line', (line) => into.push(line));
    children.push(child);
  };
  return {
    start: () => lines.forEach((into, service) => follow(service, into)),
    stop: () => children.forEach((child) => child.kill()),
    of: (service: string): readonly string[] => lines.get(service) ?? [],
  };
}
