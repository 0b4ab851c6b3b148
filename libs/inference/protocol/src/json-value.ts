/** What `parseStrictJson` yields: integers beyond 2^53 are bigint, objects have no prototype. */
export type JsonValue = null | boolean | number | bigint | string | JsonArray | JsonObject;

/** Marks an array of which an element is a number written with a fraction or an exponent. */
export const hasDecimals: unique symbol = Symbol('hasDecimals');

/**
 * The mark tells `1` from `1.0` and `1e0`, which have one value: a dimension or an INT32 element must be written as an
 * integer. It belongs to the array, because an object for each such number would make FP32 data slow.
 */
export interface JsonArray extends Array<JsonValue> {
  [hasDecimals]?: true;
}

export interface JsonObject {
  [key: string]: JsonValue;
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
