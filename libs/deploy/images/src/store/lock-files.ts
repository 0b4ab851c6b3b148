import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  composeOverride,
  createLock,
  formatLock,
  kustomizeComponent,
  mergeLocks,
  parseLock,
  type ImagesLock,
} from '@slipway/deploy-lock';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import { writeAtomically } from './write-atomically.ts';

/** A lock and what follows from it have the same places in the workspace (committed) and in the state folder (local). */
export const lockFiles = (folder: string) => ({
  lock: join(folder, 'images.lock.json'),
  compose: join(folder, 'compose/images.yaml'),
  kustomize: join(folder, 'k8s/components/images/kustomization.yaml'),
});

/** The lock in a file, or undefined where there is no file. */
export async function readLock(file: string): Promise<Outcome<ImagesLock | undefined>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return succeed(undefined);
    throw error;
  }
  const parsed = parseLock(text, file);
  return parsed.ok ? succeed(parsed.value) : failWith('invalid', ...parsed.errors);
}

/** The committed lock of a workspace with the local one's images over it. */
export async function readMergedLock({
  root,
  home,
}: {
  readonly root: string;
  readonly home: string;
}): Promise<Outcome<ImagesLock | undefined>> {
  const committed = await readLock(lockFiles(root).lock);
  if (!committed.ok) return committed;
  const local = await readLock(lockFiles(home).lock);
  return local.ok ? succeed(mergeLocks(committed.value, local.value)) : local;
}

/** Writes what follows from a lock and then the lock itself, so that a lock is never newer than that. */
export async function writeLockFiles(folder: string, lock: ImagesLock): Promise<readonly string[]> {
  const { compose, kustomize, lock: file } = lockFiles(folder);
  await writeAtomically(compose, composeOverride(lock));
  await writeAtomically(kustomize, kustomizeComponent(lock));
  await writeAtomically(file, formatLock(lock));
  return [file, compose, kustomize];
}

/**
 * Writes the Compose file that pins these services to what the lock has of them, and returns its place. It comes of the
 * lock that was verified, whatever a file that was written along with a lock says by now.
 */
export async function writePins(
  folder: string,
  { lock, services }: { readonly lock: ImagesLock; readonly services: readonly string[] },
): Promise<string> {
  const file = join(folder, 'compose/locked.yaml');
  const images = lock.images.filter(({ name }) => services.includes(name));
  await writeAtomically(file, composeOverride(createLock(lock.revision, images)));
  return file;
}
