import type { Clock } from '../clock.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { readRun, removeRun } from './run-file.ts';

/** How long services whose supervisor died may take to drain by themselves before they are killed. */
const PATIENCE_MILLIS = 30_000;
const POLL_MILLIS = 100;

/**
 * Clears what a supervisor left that was killed: waits for its services, which stop by themselves, asks those that
 * do not, and removes the record. Returns how many processes were still there.
 */
export async function clearLeftovers(runFile: string, clock: Clock): Promise<number> {
  const run = readRun(runFile);
  if (run !== undefined && isAlive(run)) return 0;
  const left = (run?.services ?? []).flatMap(({ process }) => (process && isAlive(process) ? [process] : []));
  for (const { pid } of left) signalProcess(pid, 'SIGTERM');
  if (!(await allGone(left, clock, PATIENCE_MILLIS))) {
    for (const found of left.filter(isAlive)) signalProcess(found.pid, 'SIGKILL');
    await allGone(left, clock, PATIENCE_MILLIS);
  }
  removeRun(runFile);
  return left.length;
}

/** Polls until none of the processes is alive; false when the time is over first. */
export async function allGone(
  processes: readonly ProcessIdentity[],
  clock: Clock,
  timeoutMillis: number,
): Promise<boolean> {
  const end = clock.now() + timeoutMillis;
  while (processes.some(isAlive)) {
    if (clock.now() >= end) return false;
    await clock.sleep(POLL_MILLIS);
  }
  return true;
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone meanwhile, which is what was wanted.
  }
}
