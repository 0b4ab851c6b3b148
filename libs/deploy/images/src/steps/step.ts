import type { ImageEntry } from '@slipway/deploy-lock';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { ImageStore } from '../store/image-store.ts';

/** What every step is given. */
export interface StepContext {
  readonly store: ImageStore;
  /** Is given each line of progress. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Takes each recorded image through one step and records it before the next one,
 * so that after an interruption the same step goes on where it was.
 */
export async function forEachImage(
  { store, signal }: StepContext,
  step: (entry: ImageEntry) => Promise<Outcome<ImageEntry>>,
): Promise<Outcome<readonly ImageEntry[]>> {
  const record = await store.read();
  if (!record.ok) return record;
  const done: ImageEntry[] = [];
  for (const entry of record.value.images) {
    if (signal?.aborted) return failWith('aborted', `Stopped before ${entry.name}`);
    const after = await step(entry);
    if (!after.ok) return after;
    const kept = await store.update(after.value);
    if (!kept.ok) return kept;
    done.push(after.value);
  }
  return succeed(done);
}
