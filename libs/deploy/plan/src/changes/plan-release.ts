import { keyOf, refOf, type Manifest, type ObjectRef } from '../manifest/manifest.ts';
import { orderDeletions, orderManifests } from '../manifest/order.ts';
import { diffFields, type FieldChange } from './diff-fields.ts';
import { redactChanges } from './redact.ts';

export type ActionKind = 'create' | 'update' | 'unchanged' | 'delete';

export interface PlannedAction {
  readonly kind: ActionKind;
  readonly object: ObjectRef;
  /** Fields that will differ, values of Secrets redacted; for a creation, all that are asked for. */
  readonly changes: readonly FieldChange[];
}

export interface ReleasePlan {
  /** In the order in which they are done. */
  readonly actions: readonly PlannedAction[];
}

/** What is known of a wanted object: what is there, and what the server says it would become. */
export interface Observed {
  readonly live?: Manifest;
  /** The answer of a server-side-apply dry run, in which defaults stand; absent where its namespace is not there yet. */
  readonly dryRun?: Manifest;
}

export interface PlanInput {
  readonly desired: readonly Manifest[];
  /** By key of the object. */
  readonly observed: ReadonlyMap<string, Observed>;
  /** What earlier applies have made. */
  readonly inventory: readonly ObjectRef[];
  /** Keys of the inventory's objects that are still there. */
  readonly present: ReadonlySet<string>;
}

/** Never deleted because a manifest is gone: what goes with them cannot be had back. */
const KEPT_KINDS: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolumeClaim']);

/** What an apply would do. Nothing is a change that the server would not store. */
export function planRelease({ desired, observed, inventory, present }: PlanInput): ReleasePlan {
  const gone = prunable(inventory, desired).filter((ref) => present.has(keyOf(ref)));
  return {
    actions: [
      ...orderManifests(desired).map((manifest) =>
        planOne(manifest, observed.get(keyOf(refOf(manifest))) ?? {}),
      ),
      ...gone.map((object): PlannedAction => ({ kind: 'delete', object, changes: [] })),
    ],
  };
}

/** Objects of the inventory that nobody wants any more, in the order in which they go. */
export function prunable(
  inventory: readonly ObjectRef[],
  desired: readonly Manifest[],
): readonly ObjectRef[] {
  const wanted = new Set(desired.map((manifest) => keyOf(refOf(manifest))));
  return orderDeletions(inventory.filter((ref) => !wanted.has(keyOf(ref)) && !KEPT_KINDS.has(ref.kind)));
}

function planOne(manifest: Manifest, { live, dryRun }: Observed): PlannedAction {
  const object = refOf(manifest);
  const redacted = (changes: readonly FieldChange[]) => redactChanges(manifest.kind, changes);
  if (live === undefined)
    return { kind: 'create', object, changes: redacted(diffFields(undefined, manifest)) };
  const changes = redacted(diffFields(live, dryRun ?? live));
  return { kind: changes.length > 0 ? 'update' : 'unchanged', object, changes };
}

export const changesOf = ({ actions }: ReleasePlan): readonly PlannedAction[] =>
  actions.filter(({ kind }) => kind !== 'unchanged');
