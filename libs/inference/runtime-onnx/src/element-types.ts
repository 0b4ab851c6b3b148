import type { Datatype } from '@slipway/inference-protocol';
import type { Tensor as OrtTensor } from 'onnxruntime-node';

/** ONNX Runtime's name of each element type that it has tensors for; BF16 is the one it lacks. */
export const elementTypes: Partial<Record<Datatype, OrtTensor.Type>> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
};

export const datatypeOf = (type: string): Datatype | undefined =>
  (Object.keys(elementTypes) as Datatype[]).find((datatype) => elementTypes[datatype] === type);
