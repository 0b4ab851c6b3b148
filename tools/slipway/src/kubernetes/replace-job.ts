import { ClusterError, type Cluster, type Clock } from '@slipway/deploy-cluster';
import { refOf, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';

export interface ReplaceJob {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const POLL_MILLIS = 500;
const LIMIT_MILLIS = 60_000;

/** A Job cannot be changed: whoever wants another one wants it to run again. */
export const mustReplace = ({ kind }: Manifest, error: unknown): boolean =>
  kind === 'Job' &&
  error instanceof ClusterError &&
  error.kind === 'invalid' &&
  /field is immutable/.test(error.message);

/** Takes the Job away with its pods, and waits until its name is free. */
export async function removeJob(
  cluster: Cluster,
  manifest: Manifest,
  { clock, signal }: ReplaceJob,
): Promise<void> {
  const ref = refOf(manifest);
  await cluster.delete(ref, { signal });
  const begin = clock.elapsed();
  while ((await cluster.get(ref, signal)) !== undefined) {
    if (clock.elapsed() - begin >= LIMIT_MILLIS)
      throw new CommandError(
        'failed',
        `Job ${ref.name} does not go away: look at its pods with kubectl, and run it again`,
      );
    await clock.sleep(POLL_MILLIS, signal);
  }
}
