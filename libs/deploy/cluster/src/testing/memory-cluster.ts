import { isRecord, keyOf, refOf, type Manifest, type ObjectRef } from '@slipway/deploy-plan';
import type { Cluster } from '../objects/cluster.ts';

export interface MemoryCluster extends Cluster {
  /** What is stored, by key. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** Calls that store something, in their order: `apply ConfigMap settings`. */
  readonly writes: readonly string[];
  /** Called before each write; what it throws is what the caller sees, and nothing is stored. */
  onWrite: (write: string) => void;
  /** Called before every call. */
  onCall: () => void;
  put(manifest: Manifest): void;
}

const CLUSTER_WIDE: ReadonlySet<string> = new Set(['Namespace']);

/** A cluster in memory: objects with versions, and workloads that are ready as soon as they are stored. */
export function createMemoryCluster(): MemoryCluster {
  const objects = new Map<string, Manifest>();
  const writes: string[] = [];
  let version = 0;

  const call = () => cluster.onCall();
  const write = (verb: string, { kind, name }: ObjectRef) => {
    cluster.onWrite(`${verb} ${kind} ${name}`);
    writes.push(`${verb} ${kind} ${name}`);
  };
  const store = (manifest: Manifest): Manifest => {
    const before = objects.get(keyOf(refOf(manifest)));
    const uid = before?.metadata.uid ?? `uid-${++version}`;
    const metadata = { ...manifest.metadata, uid, resourceVersion: String(++version) };
    const stored = withStatus({ ...manifest, metadata });
    objects.set(keyOf(refOf(manifest)), stored);
    return stored;
  };
  const find = (ref: ObjectRef) => objects.get(keyOf(ref));
  const requireNamespace = ({ metadata: { namespace } }: Manifest) => {
    if (
      namespace !== undefined &&
      !objects.has(keyOf({ apiVersion: 'v1', kind: 'Namespace', name: namespace }))
    )
      throw new Error(`namespace ${namespace} is missing`);
  };

  const cluster: MemoryCluster = {
    server: 'memory',
    context: 'memory',
    objects,
    writes,
    onWrite: () => undefined,
    onCall: () => undefined,
    put: (manifest) => void store(manifest),
    close: async () => undefined,
    isNamespaced: async ({ kind }) => !CLUSTER_WIDE.has(kind),
    async get(ref) {
      call();
      return find(ref);
    },
    async list({ kind, apiVersion }, { namespace, labelSelector } = {}) {
      call();
      return [...objects.values()].filter(
        (one) =>
          one.kind === kind &&
          one.apiVersion === apiVersion &&
          (namespace === undefined || one.metadata.namespace === namespace) &&
          (labelSelector === undefined || one.metadata.labels?.[labelSelector] !== undefined),
      );
    },
    async apply(manifest, { dryRun = false } = {}) {
      call();
      requireNamespace(manifest);
      const before = find(refOf(manifest));
      const merged = merge(manifest, before) as Manifest;
      if (dryRun) return { ok: true, object: merged, warnings: [] };
      // As with the real one, an apply that changes nothing stores nothing.
      if (before !== undefined && JSON.stringify(merged) === JSON.stringify(before))
        return { ok: true, object: before, warnings: [] };
      write('apply', refOf(manifest));
      return { ok: true, object: store(merged), warnings: [] };
    },
    async create(manifest) {
      call();
      requireNamespace(manifest);
      if (find(refOf(manifest)) !== undefined) return undefined;
      write('create', refOf(manifest));
      return store(manifest);
    },
    async replace(manifest) {
      call();
      const before = find(refOf(manifest));
      if (before === undefined || before.metadata.resourceVersion !== manifest.metadata.resourceVersion)
        return undefined;
      write('replace', refOf(manifest));
      return store(manifest);
    },
    async delete(ref, { uid } = {}) {
      call();
      const before = find(ref);
      if (before === undefined) return 'absent';
      if (uid !== undefined && before.metadata.uid !== uid) return 'changed';
      write('delete', ref);
      objects.delete(keyOf(ref));
      return 'deleted';
    },
    readLog: async () => [],
  };
  return cluster;
}

/** Wanted fields over those that are there; lists are replaced. */
function merge(wanted: unknown, there: unknown): unknown {
  if (!isRecord(wanted) || !isRecord(there)) return wanted;
  return {
    ...there,
    ...Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, merge(value, there[name])])),
  };
}

function withStatus(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Deployment' && manifest.kind !== 'StatefulSet') return manifest;
  return {
    ...manifest,
    metadata: { ...manifest.metadata, generation: 1 },
    status: {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
    },
  };
}
