import { ok, type Result } from '@slipway/service-problem';
import { attempt, reject } from './attempt.ts';
import { elementCount } from './datatype.ts';
import { findDuplicate } from './fields.ts';
import type { InferRequest, ModelSignature, RequestedOutput, Tensor, TensorMetadata } from './types.ts';

/**
 * Checks a decoded request, from JSON or gRPC, against what the model declares.
 *
 * Answers the request with its inputs in the model's order and its outputs named, all of them where it names none.
 * Problems: `invalid-tensor`, and `invalid-request` for an unknown or repeated output.
 */
export function validateRequest(
  request: InferRequest,
  signature: ModelSignature,
  modelName: string,
): Result<InferRequest> {
  return attempt(() => {
    const inputs = orderInputs(request.inputs, signature, modelName);
    checkRows(inputs, signature, modelName);
    const outputs = resolveOutputs(request.outputs, signature, modelName);
    return ok({ ...request, inputs, outputs });
  });
}

function orderInputs(inputs: readonly Tensor[], signature: ModelSignature, model: string): readonly Tensor[] {
  const duplicate = findDuplicate(inputs);
  if (duplicate !== undefined) reject('invalid-tensor', `input "${duplicate}" is given twice`);
  const byName = new Map(inputs.map((input) => [input.name, input]));
  const ordered = signature.inputs.map((declared) => {
    const input = byName.get(declared.name);
    if (input === undefined)
      reject('invalid-tensor', `input "${declared.name}" of model "${model}" is missing`);
    checkInput(input, declared);
    return input;
  });
  const extra = inputs.find(({ name }) => !signature.inputs.some((declared) => declared.name === name));
  if (extra !== undefined)
    reject(
      'invalid-tensor',
      `model "${model}" has no input "${extra.name}"; it has ${list(signature.inputs)}`,
    );
  return ordered;
}

function checkInput(input: Tensor, declared: TensorMetadata): void {
  const { name, datatype, shape } = input;
  if (datatype !== declared.datatype)
    reject('invalid-tensor', `input "${name}": expected datatype ${declared.datatype}, got ${datatype}`);
  if (!fitsShape(shape, declared.shape))
    reject('invalid-tensor', `input "${name}": expected shape [${declared.shape}], got [${shape}]`);
  if (shape.slice(1).includes(0))
    reject('invalid-tensor', `input "${name}": only the first dimension may be 0, got shape [${shape}]`);
  if (input.data.length !== elementCount(shape))
    reject(
      'invalid-tensor',
      `input "${name}": shape [${shape}] does not fit ${input.data.length} elements of data`,
    );
}

/** Whether a shape is one of those declared, in which -1 stands for any size. */
export const fitsShape = (shape: readonly number[], declared: readonly number[]): boolean =>
  shape.length === declared.length &&
  shape.every((dimension, axis) => dimension >= 0 && (declared[axis] === -1 || declared[axis] === dimension));

function checkRows(inputs: readonly Tensor[], signature: ModelSignature, model: string): void {
  const [first] = inputs;
  if (first === undefined) return;
  const rows = first.shape[0] ?? 1;
  const other = inputs.find(({ shape }) => (shape[0] ?? 1) !== rows);
  if (other !== undefined)
    reject(
      'invalid-tensor',
      `all inputs need the same first dimension: "${first.name}" has ${rows}, "${other.name}" has ${other.shape[0] ?? 1}`,
    );
  if (rows === 0 && !signature.allowEmptyBatch)
    reject('invalid-tensor', `model "${model}" needs at least one row`);
  if (rows > signature.maxBatchSize)
    reject('invalid-tensor', `model "${model}" takes at most ${signature.maxBatchSize} rows, got ${rows}`);
}

function resolveOutputs(
  requested: readonly RequestedOutput[] | undefined,
  { outputs }: ModelSignature,
  model: string,
): readonly RequestedOutput[] {
  if (requested === undefined || requested.length === 0) return outputs.map(({ name }) => ({ name }));
  const duplicate = findDuplicate(requested);
  if (duplicate !== undefined) reject('invalid-request', `output "${duplicate}" is requested twice`);
  const unknown = requested.find(({ name }) => !outputs.some((declared) => declared.name === name));
  if (unknown !== undefined)
    reject('invalid-request', `model "${model}" has no output "${unknown.name}"; it has ${list(outputs)}`);
  return requested;
}

const list = (tensors: readonly TensorMetadata[]): string =>
  tensors.map(({ name }) => `"${name}"`).join(', ');
