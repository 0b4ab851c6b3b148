import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CommandError } from '../exit.ts';
import { identify, isAlive, type ProcessIdentity } from '../run-state/process-identity.ts';

/** Makes this the only update of a stack; returns how to end that. The lock of a process that died counts for nothing. */
export function holdLock(file: string): () => void {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    if (!claim(mine, file)) {
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder))
        throw new CommandError(
          'unavailable',
          `Another ./slipway up (pid ${holder.pid}) is updating this stack: wait until it is done`,
        );
      rmSync(file, { force: true });
      if (!claim(mine, file))
        throw new CommandError('unavailable', 'Another ./slipway up has just begun: try again');
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** At once and as a whole, so that of two starts only one succeeds. */
function claim(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
