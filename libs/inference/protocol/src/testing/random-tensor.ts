import { elementCount } from '../datatype.ts';
import type { Datatype, Tensor, TensorData } from '../types.ts';

type JsonDatatype = Exclude<Datatype, 'FP16' | 'BF16'>;
export type Random = () => number;

/** Mulberry32: small, and the same sequence for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const views = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

/** A tensor of up to three dimensions whose elements use the whole range of the datatype. */
export function randomTensor(datatype: JsonDatatype, random: Random): Tensor {
  const shape = Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * 5));
  return { name: 'x', datatype, shape, data: randomData(datatype, elementCount(shape), random) };
}

function randomData(datatype: JsonDatatype, count: number, random: Random): TensorData {
  const below = (limit: number) => Math.floor(random() * limit);
  if (datatype === 'BOOL') return Uint8Array.from({ length: count }, () => below(2));
  if (datatype === 'BYTES') return Array.from({ length: count }, () => randomText(below));
  const bits = Uint8Array.from({ length: count * 8 }, () => below(256));
  const data = new views[datatype](bits.buffer, 0, count);
  // Random bits are NaN or infinite now and then, which JSON cannot carry.
  if (data instanceof Float32Array || data instanceof Float64Array)
    return data.map((x) => (Number.isFinite(x) ? x : -0));
  return data;
}

function randomText(below: (limit: number) => number): Uint8Array {
  const characters = ['a', '"', '\\', '\n', '\0', 'é', '€', '😀', '\u2028', ']'];
  const text = Array.from({ length: below(6) }, () => characters[below(characters.length)]).join('');
  return new TextEncoder().encode(text);
}
