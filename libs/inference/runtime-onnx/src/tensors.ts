import type { Datatype, Tensor, TensorData } from '@slipway/inference-protocol';
import type { Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-node';
import { datatypeOf, elementTypes } from './element-types.ts';

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

/** Shares the elements with the input; only strings are copied. */
export function toOrt(Constructor: TensorConstructor, { datatype, data, shape }: Tensor): OrtTensor {
  const type = elementTypes[datatype];
  if (type === undefined) throw new TypeError(`ONNX Runtime has no tensors of ${datatype}`);
  const elements =
    datatype === 'BYTES' ? (data as readonly Uint8Array[]).map((bytes) => utf8.decode(bytes)) : data;
  return new (Constructor as new (type: string, data: unknown, dims: readonly number[]) => OrtTensor)(
    type,
    elements,
    shape,
  );
}

export function fromOrt(name: string, tensor: OrtTensor): Tensor {
  const datatype: Datatype | undefined = datatypeOf(tensor.type);
  if (datatype === undefined)
    throw new TypeError(`Output ${name} has type ${tensor.type}, which the protocol lacks`);
  const data =
    datatype === 'BYTES'
      ? (tensor.data as string[]).map((text) => toUtf8.encode(text))
      : (tensor.data as TensorData);
  return { name, datatype, shape: tensor.dims, data };
}
