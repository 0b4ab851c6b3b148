import { ClusterError, connect, type Cluster, type ClusterErrorKind } from '@slipway/deploy-cluster';
import { CommandError, type ExitReason } from '../exit.ts';
import type { Workspace } from '../workspace.ts';

const reasons: Readonly<Record<ClusterErrorKind, ExitReason>> = {
  unavailable: 'unavailable',
  config: 'config',
  forbidden: 'refused',
  refused: 'refused',
  invalid: 'config',
  'no-kind': 'config',
  conflict: 'conflict',
  aborted: 'failed',
  failed: 'failed',
};

/** A cluster's error as the end of a command; anything else stays what it is. */
export const asCommandError = (error: unknown): unknown =>
  error instanceof ClusterError ? new CommandError(reasons[error.kind], error.message.split('\n')) : error;

/** Runs what needs a cluster, and lets go of its connections. */
export async function withCluster<T>(
  { env }: Workspace,
  context: string | undefined,
  run: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  let cluster: Cluster | undefined;
  try {
    cluster = await connect({ env, ...(context !== undefined && { context }) });
    return await run(cluster);
  } catch (error) {
    throw asCommandError(error);
  } finally {
    await cluster?.close();
  }
}
