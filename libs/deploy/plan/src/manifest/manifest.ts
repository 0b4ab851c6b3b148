/** A Kubernetes object as it stands in YAML or comes from the API; only what every object has is typed. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What it takes to find an object again. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export const refOf = ({ apiVersion, kind, metadata: { namespace, name } }: Manifest): ObjectRef => ({
  apiVersion,
  kind,
  ...(namespace !== undefined && { namespace }),
  name,
});

/** Names the same object whatever version of its API it is written in: autoscaling/v1 and v2 are one. */
export function keyOf({ apiVersion, kind, namespace = '', name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, namespace, name].join('/');
}

/** For people: `Deployment gateway`. */
export const nameOf = ({ kind, name }: Pick<ObjectRef, 'kind' | 'name'>): string => `${kind} ${name}`;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of field names, or undefined where there is none. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isRecord(found)) return undefined;
    found = found[name];
  }
  return found;
}

export const listOf = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = fieldOf(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const textOf = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

export const numberOf = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = fieldOf(value, ...path);
  return typeof found === 'number' ? found : undefined;
};
