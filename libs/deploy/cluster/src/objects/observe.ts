import {
  estimateResult,
  isWithin,
  keyOf,
  refOf,
  type Manifest,
  type ObjectRef,
  type Observed,
} from '@slipway/deploy-plan';
import { ClusterError } from '../cluster-error.ts';
import type { Cluster } from './cluster.ts';
import type { FieldConflict } from './field-conflict.ts';

export interface Observation {
  readonly observed: ReadonlyMap<string, Observed>;
  readonly conflicts: readonly FieldConflict[];
  /** What the server would refuse, a line each. */
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

export interface ObserveOptions {
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** So many questions are asked at a time. */
const PARALLEL = 8;
/** The policy that knows an image only when an apply has told it. */
const LOCKED_IMAGES = /slipway-locked-images/;

/** What is there, and what the server says each object would become. Writes nothing. */
export async function observe(
  cluster: Cluster,
  desired: readonly Manifest[],
  options: ObserveOptions = {},
): Promise<Observation> {
  const observed = new Map<string, Observed>();
  const conflicts: FieldConflict[] = [];
  const refusals: string[] = [];
  const warnings = new Set<string>();
  // An object in a namespace that is only to come cannot be tried out.
  const missing = await missingNamespaces(cluster, desired, options.signal);
  await inParallel(desired, async (manifest) => {
    const ref = refOf(manifest);
    if (ref.namespace !== undefined && missing.has(ref.namespace)) return void observed.set(keyOf(ref), {});
    const live = await cluster.get(ref, options.signal);
    // Whoever delivers may not be allowed to touch a namespace, and need not be where it is as it should be.
    if (live !== undefined && manifest.kind === 'Namespace' && isWithin(manifest, live))
      return void observed.set(keyOf(ref), { live, dryRun: live });
    try {
      const outcome = await cluster.apply(manifest, { dryRun: true, ...options });
      if (!outcome.ok) conflicts.push(...outcome.conflicts);
      else for (const warning of outcome.warnings) warnings.add(`${ref.kind} ${ref.name}: ${warning}`);
      observed.set(keyOf(ref), { ...(live && { live }), ...(outcome.ok && { dryRun: outcome.object }) });
    } catch (error) {
      if (!(error instanceof ClusterError) || !['refused', 'invalid', 'forbidden'].includes(error.kind))
        throw error;
      // A changed Job is made anew by an apply.
      const isReplaced = ref.kind === 'Job' && /field is immutable/.test(error.message);
      if (!LOCKED_IMAGES.test(error.message) && !isReplaced) refusals.push(error.message);
      observed.set(keyOf(ref), live === undefined ? {} : { live, dryRun: estimateResult(live, manifest) });
    }
  });
  return { observed, conflicts, refusals, warnings: [...warnings] };
}

async function missingNamespaces(cluster: Cluster, desired: readonly Manifest[], signal?: AbortSignal) {
  const namespaces = new Set(desired.flatMap(({ metadata: { namespace } }) => namespace ?? []));
  const missing = new Set<string>();
  for (const name of namespaces)
    if ((await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal)) === undefined)
      missing.add(name);
  return missing;
}

/** Keys of those objects that are there. */
export async function findPresent(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  await inParallel(refs, async (ref) => {
    if ((await lookUp(cluster, ref, signal)) !== undefined) present.add(keyOf(ref));
  });
  return present;
}

/** As `get`; of a kind whose definition was taken away, no object is left either. */
export async function lookUp(
  cluster: Cluster,
  ref: ObjectRef,
  signal?: AbortSignal,
): Promise<Manifest | undefined> {
  try {
    return await cluster.get(ref, signal);
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'no-kind') return undefined;
    throw error;
  }
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
