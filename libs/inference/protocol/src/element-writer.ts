import { reject } from './attempt.ts';
import { hasDecimals, type JsonArray, type JsonValue } from './json-value.ts';
import type { Datatype, TensorData } from './types.ts';

/** Fills one tensor from arrays of JSON values, checking every element. */
export interface ElementWriter {
  readonly data: TensorData;
  /** Writes the values from element `offset` on; there is room for them. */
  write(values: JsonArray, offset: number): void;
}

type JsonDatatype = Exclude<Datatype, 'FP16' | 'BF16'>;

type Integers = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

const creators: Readonly<Record<JsonDatatype, (count: number, tensor: string) => ElementWriter>> = {
  BOOL: (count, tensor) => bool(new Uint8Array(count), tensor),
  UINT8: (count, tensor) => integers(new Uint8Array(count), tensor, [0, 0xff]),
  UINT16: (count, tensor) => integers(new Uint16Array(count), tensor, [0, 0xffff]),
  UINT32: (count, tensor) => integers(new Uint32Array(count), tensor, [0, 0xffff_ffff]),
  UINT64: (count, tensor) => bigints(new BigUint64Array(count), tensor, [0n, 2n ** 64n - 1n]),
  INT8: (count, tensor) => integers(new Int8Array(count), tensor, [-0x80, 0x7f]),
  INT16: (count, tensor) => integers(new Int16Array(count), tensor, [-0x8000, 0x7fff]),
  INT32: (count, tensor) => integers(new Int32Array(count), tensor, [-0x8000_0000, 0x7fff_ffff]),
  INT64: (count, tensor) => bigints(new BigInt64Array(count), tensor, [-(2n ** 63n), 2n ** 63n - 1n]),
  FP32: (count, tensor) => floats(new Float32Array(count), tensor),
  FP64: (count, tensor) => floats(new Float64Array(count), tensor),
  BYTES: (count, tensor) => bytes(new Array<Uint8Array>(count), tensor),
};

/** `tensor` names it in error texts. Allocates the data: check the size before. */
export function createElementWriter(datatype: Datatype, count: number, tensor: string): ElementWriter {
  if (datatype === 'FP16' || datatype === 'BF16')
    reject('invalid-tensor', `${tensor}: ${datatype} travels in binary only, not in JSON data`);
  return creators[datatype](count, tensor);
}

function bool(data: Uint8Array, tensor: string): ElementWriter {
  const write = (values: JsonArray, offset: number) => {
    refuseDecimals(values, tensor, 'true or false');
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === true || value === 1) data[offset + i] = 1;
      else if (value !== false && value !== 0) refuse(tensor, offset + i, value, 'true or false');
    }
  };
  return { data, write };
}

function integers(data: Integers, tensor: string, [least, most]: readonly [number, number]): ElementWriter {
  const expected = `an integer from ${least} to ${most}`;
  const write = (values: JsonArray, offset: number) => {
    refuseDecimals(values, tensor, expected);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== 'number' || value < least || value > most)
        refuse(tensor, offset + i, value, expected);
      data[offset + i] = value;
    }
  };
  return { data, write };
}

function bigints(
  data: BigInt64Array | BigUint64Array,
  tensor: string,
  [least, most]: readonly [bigint, bigint],
): ElementWriter {
  const expected = `an integer from ${least} to ${most}`;
  const write = (values: JsonArray, offset: number) => {
    refuseDecimals(values, tensor, expected);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if ((typeof value !== 'number' && typeof value !== 'bigint') || value < least || value > most)
        refuse(tensor, offset + i, value, expected);
      data[offset + i] = BigInt(value);
    }
  };
  return { data, write };
}

function floats(data: Float32Array | Float64Array, tensor: string): ElementWriter {
  const expected = `a number within the range of ${data.BYTES_PER_ELEMENT * 8}-bit floating point`;
  const write = (values: JsonArray, offset: number) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== 'number' && typeof value !== 'bigint') refuse(tensor, offset + i, value, expected);
      data[offset + i] = Number(value);
      // Finite in JSON, yet infinite once rounded to the datatype.
      if (!Number.isFinite(data[offset + i])) refuse(tensor, offset + i, value, expected);
    }
  };
  return { data, write };
}

function bytes(data: Uint8Array[], tensor: string): ElementWriter {
  const encoder = new TextEncoder();
  const write = (values: JsonArray, offset: number) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== 'string') refuse(tensor, offset + i, value, 'a string');
      data[offset + i] = encoder.encode(value);
    }
  };
  return { data, write };
}

function refuseDecimals(values: JsonArray, tensor: string, expected: string): void {
  if (values[hasDecimals])
    reject(
      'invalid-tensor',
      `${tensor}: an element is written with a fraction or an exponent, expected ${expected}`,
    );
}

function refuse(tensor: string, index: number, value: JsonValue | undefined, expected: string): never {
  return reject('invalid-tensor', `${tensor}: element ${index} is ${describe(value)}, expected ${expected}`);
}

function describe(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return 'a string';
  return String(value).slice(0, 40);
}
