import {
  fitsShape,
  requestRows,
  type InferRequest,
  type InferResponse,
  type TensorMetadata,
} from '@slipway/inference-protocol';
import { fail, ok, type Result } from '@slipway/service-problem';

/** An answer whose tensors are not those that its model declares is corrupt, however well-formed it is. */
export function checkOutputs(
  response: InferResponse,
  declared: readonly TensorMetadata[],
  request: InferRequest,
): Result<InferResponse> {
  const rows = requestRows(request);
  const wanted = request.outputs?.length ? request.outputs : declared;
  const missing = wanted.find(({ name }) => !response.outputs.some((output) => output.name === name));
  if (missing !== undefined) return fail('bad-upstream', `The model did not answer output "${missing.name}"`);
  for (const { name, datatype, shape } of response.outputs) {
    const expected = declared.find((output) => output.name === name);
    if (expected === undefined)
      return fail('bad-upstream', `The model answered an output "${name}" that it does not have`);
    const rowsFit = expected.shape[0] !== -1 || shape[0] === rows;
    if (datatype !== expected.datatype || !fitsShape(shape, expected.shape) || !rowsFit)
      return fail(
        'bad-upstream',
        `Output "${name}": expected ${expected.datatype} [${expected.shape}] of ${rows} rows, the model answered ${datatype} [${shape}]`,
      );
  }
  return ok(response);
}
