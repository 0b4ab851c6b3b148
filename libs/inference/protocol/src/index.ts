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
export { byteSize, elementCount, requestRows, tensorBytes } from './datatype.ts';
export { decodeUtf8 } from './utf8.ts';
export { hasDecimals, type JsonArray, type JsonObject, type JsonValue } from './json-value.ts';
export { parseStrictJson, type StrictJsonOptions } from './strict-json.ts';
export { decodeInferRequest, type DecodeLimits } from './decode-request.ts';
export { decodeInferResponse } from './decode-response.ts';
export { fitsShape, validateRequest } from './validate-request.ts';
export { encodeInferRequest, encodeInferResponse } from './encode.ts';
export { parseTimeoutParameter } from './timeout-parameter.ts';
