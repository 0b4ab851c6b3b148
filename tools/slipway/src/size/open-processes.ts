import { openProcessStack } from '../stack/process-stack.ts';
import { readLiveRun } from '../run-state/run-file.ts';
import type { Workspace } from '../workspace.ts';
import { fetchMetrics, type Measurable } from './measurable.ts';

/** The services that run as processes of this machine. */
export function openProcesses(workspace: Workspace): Measurable {
  const stack = openProcessStack(workspace);
  const services = readLiveRun(workspace.runFile)?.services ?? [];
  // What `up` hands on of its caller's environment; Node's own options are not among it.
  const { SLIPWAY_THREADS, SLIPWAY_MAX_BYTES_IN_FLIGHT } = workspace.env;
  return {
    platform: 'processes',
    origin: stack.origin,
    instances: services.map(({ name, url, process }) => ({
      service: name,
      name: `${name} (pid ${process?.pid ?? 'unknown'})`,
      env: { SLIPWAY_THREADS, SLIPWAY_MAX_BYTES_IN_FLIGHT },
      metrics: (token) => fetchMetrics(url, token),
    })),
    secretOf: (client) => stack.secretOf(client),
    close: async () => undefined,
  };
}
