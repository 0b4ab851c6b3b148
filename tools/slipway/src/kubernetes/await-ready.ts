import { awaitRollouts, type Clock, type Cluster } from '@slipway/deploy-cluster';
import { isWorkload, refOf, type Manifest } from '@slipway/deploy-plan';
import { CommandError } from '../exit.ts';
import { createProgress, describeStall, type ProgressOptions } from './describe-rollout.ts';

export interface AwaitReady extends ProgressOptions {
  readonly namespace: string;
  readonly timeoutMillis: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits with progress until every workload among these is ready; ends the command where one never will be. */
export async function awaitReady(
  cluster: Cluster,
  options: AwaitReady,
  manifests: readonly Manifest[],
): Promise<void> {
  const stalled = await awaitRollouts(cluster, {
    ...options,
    workloads: manifests.filter(isWorkload).map(refOf),
    onState: createProgress(options),
  }).finally(() => options.live?.(''));
  if (stalled.length === 0) return;
  throw new CommandError('failed', [
    ...stalled.flatMap(({ workload, stall }) => describeStall(workload, stall)),
    'Pods of the release before go on serving; to go back: ./slipway rollback',
  ]);
}
