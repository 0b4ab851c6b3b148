import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '../../workspace.ts';

/** Collects what the containers of each service write, across their restarts: from the beginning, or from a time. */
export function followLogs(project: string, services: readonly string[], since?: Date) {
  const lines = new Map(services.map((service) => [service, [] as string[]]));
  const children: ChildProcess[] = [];
  const follow = (service: string, into: string[]) => {
    const from = since === undefined ? [] : ['--since', since.toISOString()];
    const how = ['--follow', '--no-log-prefix', '--no-color', ...from];
    const args = ['compose', '-p', project, 'logs', ...how, service];
    const child = spawn('docker', args, {
      cwd: workspaceRoot,
      stdio: ['ignore', 'pipe', 'ignore'],
      // A process group: older Docker takes no signal itself while its plugin, Compose, runs.
      detached: true,
    });
    createInterface({ input: child.stdout }).on('line', (line) => into.push(line));
    children.push(child);
  };
  return {
    start: () => lines.forEach((into, service) => follow(service, into)),
    stop: () =>
      children
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .forEach(({ pid }) => process.kill(-pid!)),
    of: (service: string): readonly string[] => lines.get(service) ?? [],
  };
}
