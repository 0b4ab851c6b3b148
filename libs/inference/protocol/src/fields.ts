import { reject } from './attempt.ts';
import { isForbiddenKey } from './forbidden-key.ts';
import { isJsonObject, type JsonValue } from './json-value.ts';
import type { Parameters } from './types.ts';

/** Longest name or id, in characters. */
export const MAX_NAME_LENGTH = 256;

// Names and ids reach logs, metrics and headers: a line break there would let a caller forge entries.
const CONTROL_CHARACTER = /\p{Cc}|\u2028|\u2029/u;

/** `role` names the owner in error texts. */
export function readName(value: JsonValue | undefined, role: string): string {
  const name = readText(value, `the name of each ${role}`);
  if (name === '') reject('invalid-request', `the name of each ${role} must not be empty`);
  if (isForbiddenKey(name)) reject('invalid-request', `"${name}" is not allowed as the name of any ${role}`);
  return name;
}

export function readText(value: JsonValue | undefined, what: string): string {
  if (typeof value !== 'string') reject('invalid-request', `${what} must be a string`);
  if (value.length > MAX_NAME_LENGTH)
    reject('invalid-request', `${what} must have at most ${MAX_NAME_LENGTH} characters`);
  if (CONTROL_CHARACTER.test(value)) reject('invalid-request', `${what} must not have control characters`);
  return value;
}

export const readId = (value: JsonValue | undefined): string | undefined =>
  value === undefined ? undefined : readText(value, 'id');

/** Unknown parameters are kept, for the model or a later reader; only their type is checked. */
export function readParameters(value: JsonValue | undefined, owner: string): Parameters | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) reject('invalid-request', `${owner}: parameters must be an object`);
  const entries = Object.entries(value).map(([key, parameter]) => [
    key,
    readParameter(parameter, key, owner),
  ]);
  return Object.fromEntries(entries) as Parameters;
}

function readParameter(value: JsonValue, key: string, owner: string): string | number | boolean {
  // Identifiers such as Triton's sequence_id may be beyond 2^53: as text they stay exact.
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return reject(
    'invalid-request',
    `${owner}: parameter "${key.slice(0, 64)}" must be a string, number or boolean`,
  );
}

/** Refuses a known parameter of the wrong type; one that is absent is fine. */
export function checkBoolean(parameters: Parameters | undefined, key: string, owner: string): void {
  const value = parameters?.[key];
  if (value !== undefined && typeof value !== 'boolean')
    reject('invalid-request', `${owner}: parameter ${key} must be true or false`);
}

/** The first name that occurs twice. */
export function findDuplicate(items: readonly { readonly name: string }[]): string | undefined {
  const seen = new Set<string>();
  return items.find(({ name }) => seen.size === seen.add(name).size)?.name;
}
