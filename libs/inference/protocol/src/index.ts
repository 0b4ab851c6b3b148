export {
  datatypes,
  type Datatype,
  type InferRequest,
  type InferResponse,
  type ModelSignature,
  type Parameters,
  type RequestedOutput,
  type Tensor,
  type TensorData,
  type TensorMetadata,
} from './types.ts';
