import {
  isWorkload,
  judgeRollout,
  keyOf,
  type ObjectRef,
  type RolloutState,
  type Stall,
} from '@slipway/deploy-plan';
import type { Clock } from '../clock.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from '../objects/cluster.ts';
import { lookAt, type NamespaceView } from './look-at.ts';
import { withLog } from './with-log.ts';

export interface AwaitRollouts {
  readonly namespace: string;
  readonly workloads: readonly ObjectRef[];
  readonly timeoutMillis: number;
  /** Told whenever the state of one changes, with the end of the log of what stands in its way. */
  readonly onState?: (workload: ObjectRef, state: RolloutState) => void;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

export interface StalledWorkload {
  readonly workload: ObjectRef;
  readonly stall: Stall;
}

const POLL_MILLIS = 1_000;
/** An API server that restarts is waited for so long. */
const AWAY_MILLIS = 30_000;

/** Waits until all are rolled out; ends at the first look that shows that one never will be. Returns those that stall. */
export async function awaitRollouts(
  cluster: Cluster,
  options: AwaitRollouts,
): Promise<readonly StalledWorkload[]> {
  const { workloads, timeoutMillis, clock, signal } = options;
  const tell = createTeller(cluster, options);
  const begin = clock.elapsed();
  let seenAt = begin;
  let waiting = workloads.filter(isWorkload);
  while (waiting.length > 0) {
    const view = await lookOrBear(cluster, options, seenAt);
    if (view !== undefined) {
      seenAt = clock.elapsed();
      const states = waiting.map((workload) => ({
        workload,
        state: judgeRollout(view.of(workload, clock.now())),
      }));
      for (const { workload, state } of states) await tell(workload, state);
      const stalled = states.flatMap(({ workload, state }) =>
        state.kind === 'stalled' ? [{ workload, stall: state.stall }] : [],
      );
      if (stalled.length > 0) return addLogs(cluster, stalled, options);
      waiting = states.flatMap(({ workload, state }) => (state.kind === 'done' ? [] : [workload]));
      if (waiting.length > 0 && clock.elapsed() - begin >= timeoutMillis)
        return addLogs(
          cluster,
          states.flatMap(({ workload, state }) =>
            state.kind === 'progressing' ? [{ workload, stall: atTimeout(state.hint, timeoutMillis) }] : [],
          ),
          options,
        );
    }
    if (waiting.length > 0) await clock.sleep(POLL_MILLIS, signal);
  }
  return [];
}

const atTimeout = (hint: Stall | undefined, timeoutMillis: number): Stall => ({
  ...hint,
  reason: hint?.reason ?? 'deadline',
  lines: [
    `it was not ready within ${timeoutMillis / 1000} s: look again with ./slipway status, or give it longer with --timeout`,
    ...(hint?.lines ?? []),
  ],
});

async function lookOrBear(
  cluster: Cluster,
  { namespace, clock, signal }: AwaitRollouts,
  seenAt: number,
): Promise<NamespaceView | undefined> {
  try {
    return await lookAt(cluster, namespace, signal);
  } catch (error) {
    const isAway = error instanceof ClusterError && error.kind === 'unavailable';
    if (!isAway || clock.elapsed() - seenAt >= AWAY_MILLIS) throw error;
    return undefined;
  }
}

function createTeller(cluster: Cluster, { onState, namespace, signal }: AwaitRollouts) {
  const told = new Map<string, string>();
  return async (workload: ObjectRef, state: RolloutState): Promise<void> => {
    const key = keyOf(workload);
    const now = JSON.stringify(state);
    if (told.get(key) === now) return;
    told.set(key, now);
    const hint =
      state.kind === 'progressing' && state.hint !== undefined
        ? { hint: await withLog(cluster, state.hint, { namespace, ...(signal && { signal }) }) }
        : {};
    onState?.(workload, { ...state, ...hint });
  };
}

const addLogs = (
  cluster: Cluster,
  stalled: readonly StalledWorkload[],
  { namespace, signal }: AwaitRollouts,
) =>
  Promise.all(
    stalled.map(async ({ workload, stall }) => ({
      workload,
      stall: await withLog(cluster, stall, { namespace, ...(signal && { signal }) }),
    })),
  );
