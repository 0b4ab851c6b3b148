import { ok, type Result } from '@slipway/service-problem';
import { attempt, reject } from './attempt.ts';
import { decodeTensor, type ByteBudget } from './decode-tensor.ts';
import { checkBoolean, findDuplicate, readId, readName, readParameters } from './fields.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { parseStrictJson } from './strict-json.ts';
import type { InferRequest, RequestedOutput, Tensor } from './types.ts';
import { decodeUtf8 } from './utf8.ts';

export interface DecodeLimits {
  /** Most bytes that all tensors of the body may take in memory together, after datatype expansion. */
  readonly maxTensorBytes: number;
}

/**
 * Decodes the JSON body of an infer request and checks all that can be known without the model.
 *
 * Members and parameters that we do not know are ignored, as the protocol's servers do. An empty `outputs` is as none.
 * Problems: `invalid-json`, `invalid-request`, `invalid-tensor`, `payload-too-large`.
 */
export function decodeInferRequest(body: Uint8Array, limits: DecodeLimits): Result<InferRequest> {
  const json = parseBody(body);
  return json.ok ? attempt(() => ok(readRequest(json.value, limits))) : json;
}

/** The bytes of a JSON body as a value; problems: `invalid-json`. */
export function parseBody(body: Uint8Array): Result<JsonValue> {
  const text = decodeUtf8(body);
  return text.ok ? parseStrictJson(text.value) : text;
}

function readRequest(json: JsonValue, limits: DecodeLimits): InferRequest {
  if (!isJsonObject(json)) reject('invalid-request', 'the body must be a JSON object');
  const id = readId(json.id);
  const parameters = readParameters(json.parameters, 'request');
  checkBoolean(parameters, 'binary_data_output', 'request');
  const outputs = readRequestedOutputs(json.outputs);
  const inputs = readInputs(json, { left: limits.maxTensorBytes, limit: limits.maxTensorBytes });
  return {
    ...(id !== undefined && { id }),
    ...(parameters && { parameters }),
    inputs,
    ...(outputs && { outputs }),
  };
}

function readInputs({ inputs }: JsonObject, budget: ByteBudget): readonly Tensor[] {
  if (!Array.isArray(inputs) || inputs.length === 0)
    reject('invalid-request', 'inputs must be a non-empty array');
  const tensors = inputs.map((input) => decodeTensor(input, 'input', budget));
  const duplicate = findDuplicate(tensors);
  if (duplicate !== undefined) reject('invalid-request', `input "${duplicate}" is given twice`);
  return tensors;
}

function readRequestedOutputs(value: JsonValue | undefined): readonly RequestedOutput[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) reject('invalid-request', 'outputs must be an array');
  const outputs = value.map(readRequestedOutput);
  const duplicate = findDuplicate(outputs);
  if (duplicate !== undefined) reject('invalid-request', `output "${duplicate}" is requested twice`);
  return outputs.length === 0 ? undefined : outputs;
}

function readRequestedOutput(value: JsonValue): RequestedOutput {
  if (!isJsonObject(value)) reject('invalid-request', 'each requested output must be an object');
  const name = readName(value.name, 'output');
  const parameters = readParameters(value.parameters, `output "${name}"`);
  checkBoolean(parameters, 'binary_data', `output "${name}"`);
  return { name, ...(parameters && { parameters }) };
}
