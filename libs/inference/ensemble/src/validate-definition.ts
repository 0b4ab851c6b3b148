import { elementCount, type TensorMetadata } from '@slipway/inference-protocol';
import type { EnsembleDefinition, EnsembleMember } from './definition.ts';

const MAX_MEMBERS = 1000;

/** What is wrong with a definition beyond its types, one sentence each that says how to mend it; empty if nothing. */
export function validateDefinition(definition: EnsembleDefinition): string[] {
  return [
    ...checkNumbers(definition),
    ...repeated(definition.inputs).map((name) => `input "${name}" is declared twice: remove one`),
    ...repeated(definition.outputs).map((name) => `output "${name}" is declared twice: remove one`),
    ...checkOutputs(definition),
    ...checkMembers(definition),
  ];
}

function checkNumbers({
  inputs,
  outputs,
  members,
  quorum,
  maxBatchSize,
  deadlineMillis,
}: EnsembleDefinition) {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
  const errors: string[] = [];
  if (inputs.length === 0) errors.push('inputs is empty: declare at least one');
  if (outputs.length === 0) errors.push('outputs is empty: declare at least one');
  if (members.length === 0) errors.push('members is empty: name at least one model');
  if (members.length > MAX_MEMBERS)
    errors.push(`${members.length} members: at most ${MAX_MEMBERS} are allowed`);
  if (!isCount(quorum) || quorum > members.length)
    errors.push(`quorum is ${quorum}: use an integer from 1 to the number of members, ${members.length}`);
  if (!isCount(maxBatchSize)) errors.push(`maxBatchSize is ${maxBatchSize}: use an integer of at least 1`);
  if (deadlineMillis !== undefined && !(deadlineMillis > 0 && Number.isFinite(deadlineMillis)))
    errors.push(`deadlineMillis is ${deadlineMillis}: use a number above 0, or leave it out`);
  return errors;
}

function checkOutputs({ outputs, strategy }: EnsembleDefinition): string[] {
  return outputs.flatMap(({ name, datatype, shape, labels }) => {
    const errors: string[] = [];
    const classes = shape[1];
    if (datatype !== 'FP32' && datatype !== 'FP64')
      errors.push(`output "${name}" is ${datatype}: strategy ${strategy} needs FP32 or FP64`);
    if (shape.length !== 2 || classes === 0)
      errors.push(
        `output "${name}" has shape [${shape}]: strategy ${strategy} needs [rows, classes], as [-1, 10]`,
      );
    if (labels !== undefined && classes !== -1 && labels.length !== classes)
      errors.push(
        `output "${name}" has ${labels.length} labels for ${classes} classes: give one label for each`,
      );
    return errors;
  });
}

function checkMembers(definition: EnsembleDefinition): string[] {
  const names = definition.members.map(({ model }) => ({ name: model }));
  return [
    ...repeated(names).map((name) => `model "${name}" is a member twice: raise its weight instead`),
    ...definition.members.flatMap((member) => [
      ...checkWeight(member),
      ...checkMemberInputs(member, definition.inputs),
      ...checkMemberOutputs(member, definition.outputs),
    ]),
  ];
}

const checkWeight = ({ model, weight }: EnsembleMember): string[] =>
  weight > 0 && Number.isFinite(weight)
    ? []
    : [`model "${model}" has weight ${weight}: use a number above 0, or remove the member`];

function checkMemberInputs({ model, inputs }: EnsembleMember, declared: readonly TensorMetadata[]): string[] {
  const entries = Object.entries(inputs);
  if (entries.length === 0)
    return [`model "${model}" has no inputs: feed each of its inputs from one of the ensemble's`];
  return entries.flatMap(([name, { from, shape }]) => {
    const source = declared.find((input) => input.name === from);
    if (source === undefined)
      return [
        `model "${model}": input "${name}" is from "${from}", which is no input of the ensemble: use ${list(declared)}`,
      ];
    if (shape === undefined || keepsRows(shape, source.shape)) return [];
    return [
      `model "${model}": input "${name}" cannot view [${source.shape}] as [${shape}]: ` +
        'use -1 for the rows, then sizes with the same product',
    ];
  });
}

/** Only the first dimension may vary, so that a row stays a row whatever the request's size is. */
function keepsRows(shape: readonly number[], source: readonly number[]): boolean {
  const rest = shape.slice(1);
  const sourceRest = source.slice(1);
  return (
    shape[0] === -1 &&
    source[0] === -1 &&
    [...rest, ...sourceRest].every((dimension) => Number.isSafeInteger(dimension) && dimension >= 1) &&
    elementCount(rest) === elementCount(sourceRest)
  );
}

function checkMemberOutputs(
  { model, outputs }: EnsembleMember,
  declared: readonly TensorMetadata[],
): string[] {
  const unknown = Object.keys(outputs).filter((name) => !declared.some((output) => output.name === name));
  const missing = declared.filter(({ name }) => !Object.hasOwn(outputs, name));
  return [
    ...unknown.map(
      (name) => `model "${model}": "${name}" is no output of the ensemble: use ${list(declared)}`,
    ),
    ...missing.map(
      ({ name }) => `model "${model}" contributes nothing to output "${name}": name one of its outputs`,
    ),
  ];
}

function repeated(items: readonly { readonly name: string }[]): string[] {
  const names = items.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

const list = (tensors: readonly TensorMetadata[]): string =>
  tensors.map(({ name }) => `"${name}"`).join(', ');
