import { readRun, type RunningEntry, type RunState } from '../run-state/run-file.ts';
import { isAlive } from '../run-state/process-identity.ts';
import { httpProbe } from '../supervisor/await-ready.ts';
import type { Workspace } from '../workspace.ts';
import { processStack } from '../stack/process-stack.ts';
import { modelsOf, type ModelStatus } from './models-of.ts';

export interface ServiceStatus {
  readonly name: string;
  readonly url: string;
  /** The supervisor's word, and `unready` or `unreachable` where the service itself says otherwise. */
  readonly state: RunningEntry['state'] | 'unready' | 'unreachable';
  readonly pid: number | undefined;
  readonly restarts: number;
  readonly version: string;
  readonly models: readonly ModelStatus[];
}

/** `slipway status --json`: stable, and described in docs. */
export interface StackStatus {
  readonly running: boolean;
  /** Where a supervisor died without stopping the stack: its process id. */
  readonly died?: { readonly pid: number };
  readonly pid: number | undefined;
  readonly startedAt: string | undefined;
  readonly origin: string | undefined;
  readonly services: readonly ServiceStatus[];
}

/** What runs, by the supervisor's record and by the services' own word. */
export async function readStatus(workspace: Workspace): Promise<StackStatus> {
  const run = readRun(workspace.runFile);
  const nothing = { running: false, pid: undefined, startedAt: undefined, origin: undefined, services: [] };
  if (run === undefined) return nothing;
  if (!isAlive(run)) return { ...nothing, died: { pid: run.pid } };
  const services = await Promise.all(run.services.map((service) => serviceStatus(workspace, run, service)));
  return { running: true, pid: run.pid, startedAt: run.startedAt, origin: run.origin, services };
}

async function serviceStatus(
  workspace: Workspace,
  run: RunState,
  entry: RunningEntry,
): Promise<ServiceStatus> {
  const { name, url, restarts, version } = entry;
  const [isLive, isReady] = await Promise.all([probe(`${url}/livez`), probe(`${url}/readyz`)]);
  const seen = isReady ? 'running' : isLive ? 'unready' : 'unreachable';
  const state = entry.state === 'running' ? seen : entry.state;
  const models =
    state === 'running' && entry.kind !== 'auth' ? await modelsOf(processStack(workspace, run), name) : [];
  return { name, url, state, pid: entry.process?.pid, restarts, version, models };
}

const probe = (url: string): Promise<boolean> =>
  httpProbe(url)(new AbortController().signal).catch(() => false);
