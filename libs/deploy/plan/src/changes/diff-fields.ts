import { isRecord } from '../manifest/manifest.ts';

/** One field that differs; `before` or `after` is absent where the field is. */
export interface FieldChange {
  /** As `spec.template.spec.containers[gateway].image`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Fields that the server keeps for itself. */
const SERVER_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'metadata.creationTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.deletionTimestamp',
  'metadata.generation',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.selfLink',
  'metadata.uid',
]);

/** Every leaf that differs between two states of one object, but what only the server writes. */
export function diffFields(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  collect(changes, { path: '', before, after });
  return changes;
}

function collect(changes: FieldChange[], { path, before, after }: FieldChange): void {
  if (SERVER_FIELDS.has(path) || Object.is(before, after)) return;
  const left = childrenOf(before);
  const right = childrenOf(after);
  if (!areComparable(before, left, right) || !areComparable(after, right, left))
    return void changes.push({
      path,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  for (const name of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]))
    collect(changes, { path: join(path, name), before: left?.get(name), after: right?.get(name) });
}

/** Lists and maps are compared by their members, and so is one that comes or goes, unless it is empty. */
const areComparable = (value: unknown, own: Children, other: Children): boolean =>
  own !== undefined || (value === undefined && other !== undefined && other.size > 0);

type Children = ReadonlyMap<string, unknown> | undefined;

/** Members of a map, or of a list by their names where each has one; undefined for a leaf. */
function childrenOf(value: unknown): Children {
  if (Array.isArray(value)) {
    const names = value.map((member) => (isRecord(member) ? (member.name ?? member.mountPath) : undefined));
    const named = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
    return new Map(value.map((member, index) => [`[${named ? String(names[index]) : index}]`, member]));
  }
  return isRecord(value) ? new Map(Object.entries(value)) : undefined;
}

/** Names that hold a dot, as those of labels do, are quoted. */
const join = (path: string, name: string): string => {
  if (name.startsWith('[')) return `${path}${name}`;
  const written = name.includes('.') ? `"${name}"` : name;
  return path === '' ? written : `${path}.${written}`;
};
