import { elementCount, type InferRequest, type Tensor } from '@slipway/inference-protocol';
import type { EnsembleDefinition, EnsembleMember, EnsembleOutput } from './definition.ts';

/** One request to one member. */
export interface ModelCall {
  readonly model: string;
  readonly version?: string;
  readonly request: InferRequest;
}

/**
 * The calls that answer a request which fits the definition, in the order of its members.
 *
 * Tensor data are shared, not copied. Each member is asked for what the request needs of it; parameters are the
 * ensemble's own and are not passed on.
 */
export function planFanOut(definition: EnsembleDefinition, request: InferRequest): ModelCall[] {
  const outputs = requestedOutputs(definition, request);
  return definition.members.map((member) => ({
    model: member.model,
    ...(member.version !== undefined && { version: member.version }),
    request: {
      ...(request.id !== undefined && { id: request.id }),
      inputs: Object.entries(member.inputs).map(([name, { from, shape }]) =>
        view(findInput(request, from), name, shape),
      ),
      outputs: memberOutputNames(member, outputs).map((name) => ({ name })),
    },
  }));
}

/** The outputs that a request asks for, in its order; all of them if it names none. */
export function requestedOutputs(
  { outputs }: EnsembleDefinition,
  request: Pick<InferRequest, 'outputs'>,
): readonly EnsembleOutput[] {
  if (request.outputs === undefined) return outputs;
  return request.outputs.flatMap(({ name }) => outputs.find((output) => output.name === name) ?? []);
}

/** One output of a model may contribute to several of the ensemble's: it is asked for once. */
function memberOutputNames({ outputs }: EnsembleMember, requested: readonly EnsembleOutput[]): string[] {
  return [...new Set(requested.flatMap(({ name }) => outputs[name]?.from ?? []))];
}

function findInput({ inputs }: InferRequest, name: string): Tensor {
  const input = inputs.find((tensor) => tensor.name === name);
  if (input === undefined) throw new Error(`the request was not validated: it has no input "${name}"`);
  return input;
}

function view({ datatype, shape, data }: Tensor, name: string, as: readonly number[] = shape): Tensor {
  const fixed = elementCount(as.filter((dimension) => dimension !== -1));
  const resolved = as.map((dimension) => (dimension === -1 ? data.length / fixed : dimension));
  return { name, datatype, shape: resolved, data };
}
