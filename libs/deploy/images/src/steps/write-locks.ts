import { promotionObstacles, type ImagesLock } from '@slipway/deploy-lock';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import { writeLockFiles } from '../store/lock-files.ts';
import type { StepContext } from './step.ts';

export interface WriteLocks extends StepContext {
  /** The state folder, whose lock wins on this machine. */
  readonly home: string;
  /** The workspace, if its committed lock is to change as well: only a release does that. */
  readonly root?: string;
}

/** Writes the lock of what is recorded and what follows from it; nothing unsigned gets into a lock. */
export async function writeLocks({ home, root, store, say }: WriteLocks): Promise<Outcome<ImagesLock>> {
  const record = await store.read();
  if (!record.ok) return record;
  const unsigned = record.value.images.filter(({ signature }) => signature === undefined);
  if (unsigned.length > 0)
    return failWith(
      'refused',
      ...unsigned.map(({ name }) => `${name}: it is not signed; run: ./slipway images sign`),
    );
  const obstacles = promotionObstacles(record.value);
  if (root !== undefined && obstacles.length > 0) return failWith('refused', ...obstacles);
  for (const folder of [home, ...(root === undefined ? [] : [root])])
    for (const file of await writeLockFiles(folder, record.value)) say(`Wrote ${file}`);
  for (const obstacle of obstacles) say(`This lock is for this machine only: ${obstacle}`);
  return succeed(record.value);
}
