/** The part of JSON Schema that zod writes for declarations. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

export interface Field {
  /** `a.b`, `list[].c`, `map.*.d` */
  readonly path: string;
  readonly type: string;
  /** Undefined where the field is required. */
  readonly default?: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** All fields below an object, each before those within it. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const { properties = {}, required = [], additionalProperties, items } = schema;
  const named = Object.entries(properties).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return [describe(path, field, required.includes(name)), ...fieldsOf(field, path)];
  });
  const inItems = items?.properties ? fieldsOf(items, `${prefix}[]`) : [];
  const inMap =
    typeof additionalProperties === 'object' && additionalProperties.properties
      ? fieldsOf(additionalProperties, `${prefix}.*`)
      : [];
  return [...named, ...inItems, ...inMap];
}

const describe = (path: string, schema: JsonSchema, isRequired: boolean): Field => ({
  path,
  type: typeOf(schema),
  isRequired,
  ...(schema.default !== undefined && { default: JSON.stringify(schema.default) }),
  meaning: schema.description ?? schema.items?.description ?? '',
});

/** Largest bound worth showing: zod states the safe integers where nobody set a limit. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

function typeOf(schema: JsonSchema): string {
  const { type = 'any', items, additionalProperties, minimum, maximum, exclusiveMinimum } = schema;
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (type === 'array' && items) return `list of ${items.properties ? 'objects' : plural(typeOf(items))}`;
  if (typeof additionalProperties === 'object')
    return `map of names to ${additionalProperties.properties ? 'objects' : plural(typeOf(additionalProperties))}`;
  const least = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  const bounds = [
    least !== undefined && least !== -UNBOUNDED && `from ${least}`,
    maximum !== undefined && maximum !== UNBOUNDED && `to ${maximum}`,
  ].filter((bound) => bound !== false);
  return [type, ...bounds].join(' ').replace('from above', 'above');
}

/** `integer from 1` → `integers from 1` */
const plural = (type: string): string => type.replace(/^\w+/, (word) => `${word}s`);
