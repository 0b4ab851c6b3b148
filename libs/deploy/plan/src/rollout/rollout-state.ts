import type { Manifest } from '../manifest/manifest.ts';

/** Why pods of a workload do not come up. */
export type StallReason =
  | 'image'
  | 'quota'
  | 'pod-security'
  | 'admission'
  | 'scheduling'
  | 'probe'
  | 'crash'
  | 'out-of-memory'
  | 'missing-object'
  | 'volume'
  | 'create'
  | 'deadline';

export interface Stall {
  readonly reason: StallReason;
  /** The first line says what is wrong and how to mend it; further ones are what the cluster or the program said. */
  readonly lines: readonly string[];
  /** Whose log may tell more. */
  readonly container?: ContainerLog;
}

/** Where to read what a container wrote last. */
export interface ContainerLog {
  readonly pod: string;
  readonly container: string;
  /** Of the run before the present one, where it has ended. */
  readonly previous: boolean;
}

export interface RolloutCounts {
  readonly wanted: number;
  readonly updated: number;
  /** Of the new template, and ready. */
  readonly ready: number;
}

export type RolloutState =
  | ({ readonly kind: 'done' } & RolloutCounts)
  /** A hint is what stands in the way at present, while it may still go away by itself. */
  | ({ readonly kind: 'progressing'; readonly hint?: Stall } & RolloutCounts)
  | ({ readonly kind: 'stalled'; readonly stall: Stall } & RolloutCounts);

/** One look at a namespace: the workload itself and what may belong to it. */
export interface RolloutView {
  /** As it is now; undefined where it is gone. */
  readonly workload: Manifest | undefined;
  readonly replicaSets: readonly Manifest[];
  readonly pods: readonly Manifest[];
  /** Warnings of the namespace, and while a pod finds no node, what an autoscaler says of it. */
  readonly events: readonly Manifest[];
  readonly nowMillis: number;
}
