import type { Datatype, InferRequest, Tensor } from './types.ts';

const byteSizes: Readonly<Record<Datatype, number | undefined>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: undefined,
};

/** Memory that each BYTES element is counted with besides its own bytes: a typed array view is an object. */
export const BYTES_ELEMENT_OVERHEAD = 128;

/** Bytes of one element; undefined for BYTES, whose elements vary. */
export const byteSize = (datatype: Datatype): number | undefined => byteSizes[datatype];

/** Least bytes that one element takes in memory, known before its data are read. */
export const leastElementBytes = (datatype: Datatype): number => byteSize(datatype) ?? BYTES_ELEMENT_OVERHEAD;

/** Bytes that a tensor takes in memory, for limits and admission. */
export function tensorBytes({ datatype, data }: Pick<Tensor, 'datatype' | 'data'>): number {
  const fixed = data.length * leastElementBytes(datatype);
  if (datatype !== 'BYTES') return fixed;
  return (data as readonly Uint8Array[]).reduce((total, element) => total + element.length, fixed);
}

/** Product of the dimensions, 1 for a scalar; Infinity where it is beyond 2^53 and no tensor can have it. */
export function elementCount(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  return Number.isSafeInteger(count) ? count : Infinity;
}

/** Rows of a request: the first dimension of its first input; a scalar is one row. */
export const requestRows = (request: Pick<InferRequest, 'inputs'>): number =>
  request.inputs[0]?.shape[0] ?? 1;
