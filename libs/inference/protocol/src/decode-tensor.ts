import { reject } from './attempt.ts';
import { elementCount, leastElementBytes, tensorBytes } from './datatype.ts';
import { createElementWriter, type ElementWriter } from './element-writer.ts';
import { readName, readParameters } from './fields.ts';
import { hasDecimals, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from './json-value.ts';
import { datatypes, type Datatype, type Tensor } from './types.ts';

/** Most dimensions of a tensor (NumPy's classic limit; models have far fewer). */
export const MAX_DIMENSIONS = 32;

/** Bytes that the tensors of one body may still take; shared by all of them. */
export interface ByteBudget {
  left: number;
  readonly limit: number;
}

/** Decodes one tensor of a JSON body; `role` ("input", "output") names it in error texts. */
export function decodeTensor(value: JsonValue, role: string, budget: ByteBudget): Tensor {
  if (!isJsonObject(value)) reject('invalid-request', `each ${role} must be an object`);
  const name = readName(value.name, role);
  const label = `${role} "${name}"`;
  const datatype = readDatatype(value.datatype, label);
  const shape = readShape(value.shape, label);
  const parameters = readParameters(value.parameters, label);
  if (parameters?.binary_data_size !== undefined)
    reject('invalid-tensor', `${label}: binary_data_size is given but the body has no binary part`);
  const data = decodeData(value, { label, datatype, shape, budget });
  return { name, datatype, shape, data, ...(parameters && { parameters }) };
}

function readDatatype(value: JsonValue | undefined, label: string): Datatype {
  const known = datatypes.find((datatype) => datatype === value);
  return known ?? reject('invalid-tensor', `${label}: datatype must be one of ${datatypes.join(', ')}`);
}

function readShape(value: JsonValue | undefined, label: string): readonly number[] {
  if (!Array.isArray(value)) reject('invalid-tensor', `${label}: shape must be an array of integers`);
  if (value.length > MAX_DIMENSIONS)
    reject(
      'invalid-tensor',
      `${label}: shape has ${value.length} dimensions, at most ${MAX_DIMENSIONS} are allowed`,
    );
  if (value[hasDecimals] || !value.every(isDimension))
    reject('invalid-tensor', `${label}: each dimension of shape must be an integer from 0 to 2^53 - 1`);
  return value as number[];
}

const isDimension = (value: JsonValue): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

interface DataContext {
  readonly label: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly budget: ByteBudget;
}

function decodeData({ data }: JsonObject, { label, datatype, shape, budget }: DataContext): Tensor['data'] {
  if (data === undefined) reject('invalid-tensor', `${label}: data is missing`);
  if (!Array.isArray(data)) reject('invalid-tensor', `${label}: data must be an array`);
  const count = elementCount(shape);
  if (count === Infinity) reject('invalid-tensor', `${label}: shape [${shape}] has more than 2^53 elements`);
  if (count * leastElementBytes(datatype) > budget.left) refuseSize(label, budget);
  const flat = !Array.isArray(data[0]);
  if (flat && data.length !== count)
    reject('invalid-tensor', `${label}: shape [${shape}] needs ${count} elements, data has ${data.length}`);
  const writer = createElementWriter(datatype, count, label);
  if (flat) writer.write(data, 0);
  else writeNested(data, { shape, label, writer });
  budget.left -= tensorBytes({ datatype, data: writer.data });
  if (budget.left < 0) refuseSize(label, budget);
  return writer.data;
}

interface NestedContext {
  readonly shape: readonly number[];
  readonly label: string;
  readonly writer: ElementWriter;
}

/** The parser has bounded the nesting, and the shape bounds it again: the recursion is at most 32 deep. */
function writeNested(data: JsonArray, { shape, label, writer }: NestedContext): void {
  let written = 0;
  const visit = (node: JsonValue, axis: number): void => {
    if (!Array.isArray(node) || node.length !== shape[axis])
      reject('invalid-tensor', `${label}: nested data do not fit shape [${shape}] in dimension ${axis}`);
    if (axis < shape.length - 1) {
      for (const child of node) visit(child, axis + 1);
      return;
    }
    writer.write(node, written);
    written += node.length;
  };
  visit(data, 0);
}

function refuseSize(label: string, { limit }: ByteBudget): never {
  return reject('payload-too-large', `${label}: the tensors of one body may take ${limit} bytes in memory`);
}
