import type { Manifest, ObjectRef } from '@slipway/deploy-plan';
import type { FieldConflict } from './field-conflict.ts';
import type { KindRef } from './resources.ts';

/** All that this project applies is owned under this name. */
export const FIELD_MANAGER = 'slipway';

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly signal?: AbortSignal;
}

export interface ApplyOptions {
  /** The server does everything but store it. */
  readonly dryRun?: boolean;
  /** Takes fields over that others own. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export type ApplyOutcome =
  | { readonly ok: true; readonly object: Manifest; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly conflicts: readonly FieldConflict[] };

export interface DeleteOptions {
  /** Only if it is still that very object. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly signal?: AbortSignal;
}

export interface LogOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous?: boolean;
  readonly lines?: number;
  readonly signal?: AbortSignal;
}

/** A cluster's objects. What is expected is a value; all else is a ClusterError that says server, verb and object. */
export interface Cluster {
  readonly server: string;
  readonly context: string;
  isNamespaced(kind: KindRef, signal?: AbortSignal): Promise<boolean>;
  /** Undefined where there is no such object, or no such namespace. */
  get(ref: ObjectRef, signal?: AbortSignal): Promise<Manifest | undefined>;
  list(kind: KindRef, options?: ListOptions): Promise<readonly Manifest[]>;
  /** Server-side apply under the one field manager. */
  apply(manifest: Manifest, options?: ApplyOptions): Promise<ApplyOutcome>;
  /** Undefined where an object of this name is there already. */
  create(manifest: Manifest, signal?: AbortSignal): Promise<Manifest | undefined>;
  /** Undefined where the object is not the one whose `resourceVersion` it carries. */
  replace(manifest: Manifest, signal?: AbortSignal): Promise<Manifest | undefined>;
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<'deleted' | 'absent' | 'changed'>;
  /** The last lines that a container wrote; none where they cannot be had any more. */
  readLog(options: LogOptions): Promise<readonly string[]>;
  close(): Promise<void>;
}
