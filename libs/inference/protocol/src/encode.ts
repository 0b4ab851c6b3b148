import { ok, type Result } from '@slipway/service-problem';
import { attempt } from './attempt.ts';
import { encodeElements } from './encode-elements.ts';
import type { InferRequest, InferResponse, Tensor } from './types.ts';

/**
 * The JSON text of an infer response, with flat data and without nulls; 64-bit integers are exact.
 *
 * Problems: `non-finite-output` for NaN and infinities, `not-implemented` for FP16 and BF16 (binary only),
 * `inference-failed` for BYTES that are not UTF-8.
 */
export function encodeInferResponse(response: InferResponse): Result<string> {
  return attempt(() =>
    ok(
      encodeObject({
        model_name: JSON.stringify(response.modelName),
        model_version: JSON.stringify(response.modelVersion),
        id: JSON.stringify(response.id),
        parameters: JSON.stringify(response.parameters),
        outputs: encodeTensors(response.outputs),
      }),
    ),
  );
}

/**
 * The JSON text of an infer request. A request that came as JSON can always be encoded; for tensors that JSON cannot
 * carry (NaN, FP16, BYTES that are not UTF-8) it throws a `ProblemError`.
 */
export function encodeInferRequest(request: InferRequest): string {
  return encodeObject({
    id: JSON.stringify(request.id),
    parameters: JSON.stringify(request.parameters),
    inputs: encodeTensors(request.inputs),
    outputs: JSON.stringify(request.outputs),
  });
}

function encodeTensors(tensors: readonly Tensor[]): string {
  const texts = tensors.map((tensor) =>
    encodeObject({
      name: JSON.stringify(tensor.name),
      datatype: JSON.stringify(tensor.datatype),
      shape: JSON.stringify(tensor.shape),
      parameters: JSON.stringify(tensor.parameters),
      data: encodeElements(tensor),
    }),
  );
  return `[${texts.join()}]`;
}

/** An object of members that are JSON text already; undefined ones are left out. */
function encodeObject(members: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(members).filter(([, text]) => text !== undefined);
  return `{${present.map(([key, text]) => `"${key}":${text}`).join()}}`;
}
