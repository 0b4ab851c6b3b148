/** A schema of OpenAPI v3 as the API server publishes it, or the JSON Schema made of it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** What the API server publishes for one version of one group. */
export interface OpenApi {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const KINDS = 'x-kubernetes-group-version-kind';
const IN_OPEN_API = '#/components/schemas/';
const IN_JSON_SCHEMA = '#/definitions/';
/** Words of OpenAPI that a validator would not understand, and texts that only make files large. */
const LEFT_OUT = new Set(['description', 'default', 'nullable', 'format']);

/** Where kubeconform looks for the schema of a kind, below its folder; it takes `v1` for the group that has no name. */
export const schemaFile = ({ group, version, kind }: GroupVersionKind): string =>
  `${group || version}_${kind.toLowerCase()}_${version}.json`;
export const SCHEMA_LOCATION = '{{ .Group }}_{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json';

/** A JSON Schema for each kind of a document, by its file, which knows every field: what it does not name is wrong. */
export function jsonSchemas(document: OpenApi): ReadonlyMap<string, Schema> {
  const schemas = document.components?.schemas ?? {};
  const definitions = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closed(schema) as Schema]),
  );
  return new Map(
    Object.entries(schemas).flatMap(([name, schema]) => {
      const kinds = (schema[KINDS] ?? []) as readonly GroupVersionKind[];
      // Kinds of every group, such as DeleteOptions, are nobody's manifest.
      const [kind, ...more] = kinds;
      if (kind === undefined || more.length > 0) return [];
      return [[schemaFile(kind), { ...definitions[name], definitions: reachable(name, definitions) }]];
    }),
  );
}

/** The same schema, refusing fields that it does not name wherever it names any. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as Schema;
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const kept = Object.entries(schema).filter(
    ([keyword]) => !LEFT_OUT.has(keyword) && !keyword.startsWith('x-kubernetes-'),
  );
  const isOpen =
    schema.properties === undefined ||
    schema.additionalProperties !== undefined ||
    schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...Object.fromEntries(kept.map(([keyword, inner]) => [keyword, translate(keyword, inner)])),
    ...(schema.nullable === true && typeof schema.type === 'string' && { type: [schema.type, 'null'] }),
    ...(!isOpen && { additionalProperties: false }),
  };
}

function translate(keyword: string, inner: unknown): unknown {
  if (keyword === '$ref') return String(inner).replace(IN_OPEN_API, IN_JSON_SCHEMA);
  // A field may be called like a keyword: `default`, `format`.
  if (keyword === 'properties')
    return Object.fromEntries(Object.entries(inner as Schema).map(([name, field]) => [name, closed(field)]));
  return closed(inner);
}

/** What a schema refers to, directly or through others. */
function reachable(from: string, definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const waiting = [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const text = JSON.stringify(definitions[name] ?? {});
    for (const [, next] of text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
      if (next === undefined || next in found || definitions[next] === undefined) continue;
      found[next] = definitions[next];
      waiting.push(next);
    }
  }
  return found;
}
