import { nameOf, refOf, type Manifest } from './manifest.ts';
import { startWaves } from './start-waves.ts';

/** What others need comes first: a pod never waits for an object that is applied after it. */
const RANKS: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition', 'PriorityClass', 'StorageClass'],
  ['ResourceQuota', 'LimitRange'],
  ['ServiceAccount'],
  ['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'],
  ['NetworkPolicy'],
  ['ConfigMap', 'Secret'],
  ['PersistentVolumeClaim'],
  ['Service'],
  ['StatefulSet'],
  ['Deployment', 'DaemonSet', 'ReplicaSet', 'Pod'],
  ['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
];

/** Kinds whose rollout is waited for. */
const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet']);

export const isWorkload = ({ kind }: Pick<Manifest, 'kind'>): boolean => WORKLOADS.has(kind);

const rankOf = (kind: string): number => {
  const rank = RANKS.findIndex((kinds) => kinds.includes(kind));
  // Kinds that nobody here knows are applied last: they may refer to anything.
  return rank < 0 ? RANKS.length : rank;
};

/** Objects of one rank keep the order that they were given in. */
export const orderManifests = <T extends Pick<Manifest, 'kind'>>(manifests: readonly T[]): readonly T[] =>
  [...manifests].sort((a, b) => rankOf(a.kind) - rankOf(b.kind));

/** What depends on others is deleted before them. */
export const orderDeletions = <T extends Pick<Manifest, 'kind'>>(objects: readonly T[]): readonly T[] =>
  [...orderManifests(objects)].reverse();

/** Objects that are applied together; workloads among them are ready before the next wave begins. */
export interface Wave {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

/** The order of an apply: what workloads need, the workloads in their start order, and the rest. */
export function wavesOf(manifests: readonly Manifest[]): readonly Wave[] {
  const ordered = orderManifests(manifests);
  const first = ordered.findIndex(isWorkload);
  if (first < 0) return ordered.length === 0 ? [] : [{ name: 'objects', manifests: ordered }];
  const before = ordered.slice(0, first);
  const workloads = ordered.filter(isWorkload);
  const after = ordered.slice(first).filter((manifest) => !isWorkload(manifest));
  const waves = startWaves(workloads).map((members) => ({
    name: members.map((member) => nameOf(refOf(member))).join(', '),
    manifests: members,
  }));
  return [
    ...(before.length > 0 ? [{ name: 'what workloads need', manifests: before }] : []),
    ...waves,
    ...(after.length > 0 ? [{ name: 'what follows workloads', manifests: after }] : []),
  ];
}
