import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process id alone is used again by the system: with the time of its start it is unique. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the system started it, in the system's own words; empty where it cannot be had. */
  readonly born: string;
}

export const identify = (pid: number): ProcessIdentity => ({ pid, born: birthOf(pid) ?? '' });

/** Whether this very process still runs, and not another that was given its id. */
export function isAlive({ pid, born }: ProcessIdentity): boolean {
  const now = birthOf(pid);
  if (now === undefined) return false;
  return born === '' || now === '' || now === born;
}

/** Undefined where no such process runs. */
function birthOf(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) return birthOnLinux(pid);
  if (process.platform === 'win32') return exists(pid) ? '' : undefined;
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Fields 3 and 22 of /proc/<pid>/stat (proc(5)): the state, and ticks since boot at the start. */
function birthOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
