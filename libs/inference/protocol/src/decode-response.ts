import { fail, ok, type Result } from '@slipway/service-problem';
import { attempt, reject } from './attempt.ts';
import { parseBody, type DecodeLimits } from './decode-request.ts';
import { decodeTensor } from './decode-tensor.ts';
import { findDuplicate, readId, readName, readParameters, readText } from './fields.ts';
import { isJsonObject, type JsonValue } from './json-value.ts';
import type { InferResponse } from './types.ts';

/**
 * Decodes the JSON body of an infer response as strictly as a request: what a server answers is not trusted either.
 *
 * `model_version` is optional in the protocol; absent is the empty string. Problems: `bad-upstream`, whatever is wrong.
 */
export function decodeInferResponse(body: Uint8Array, limits: DecodeLimits): Result<InferResponse> {
  const json = parseBody(body);
  const response = json.ok ? attempt(() => ok(readResponse(json.value, limits))) : json;
  return response.ok ? response : fail('bad-upstream', `corrupt infer response: ${response.problem.detail}`);
}

function readResponse(json: JsonValue, limits: DecodeLimits): InferResponse {
  if (!isJsonObject(json)) reject('invalid-request', 'the body must be a JSON object');
  const modelName = readName(json.model_name, 'model');
  const modelVersion = json.model_version === undefined ? '' : readText(json.model_version, 'model_version');
  const id = readId(json.id);
  const parameters = readParameters(json.parameters, 'response');
  if (!Array.isArray(json.outputs)) reject('invalid-request', 'outputs must be an array');
  const budget = { left: limits.maxTensorBytes, limit: limits.maxTensorBytes };
  const outputs = json.outputs.map((output) => decodeTensor(output, 'output', budget));
  const duplicate = findDuplicate(outputs);
  if (duplicate !== undefined) reject('invalid-request', `output "${duplicate}" is given twice`);
  return {
    modelName,
    modelVersion,
    ...(id !== undefined && { id }),
    ...(parameters && { parameters }),
    outputs,
  };
}
