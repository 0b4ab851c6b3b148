import type { InferRequest, InferResponse, Parameters, Tensor } from '@slipway/inference-protocol';
import type { EnsembleResult, MemberResult } from './aggregate.ts';
import type { EnsembleDefinition } from './definition.ts';

/**
 * The result as an answer of the protocol. Its parameters say `partial` and `strategy`.
 *
 * With the request parameter `members: true` it also tells each member apart: parameters `members.<model>.version`,
 * `.share`, `.duration_ms` and, for one that failed, `.error` (the problem's code), and, after the combined outputs, an
 * output `<model>/<output>` for each that it contributed. Parameters are flat because the protocol's are.
 */
export function toInferResponse(
  definition: EnsembleDefinition,
  request: InferRequest,
  result: EnsembleResult,
): InferResponse {
  const detailed = request.parameters?.members === true ? result.members : [];
  return {
    modelName: definition.name,
    modelVersion: definition.version,
    ...(request.id !== undefined && { id: request.id }),
    parameters: {
      partial: result.partial,
      strategy: definition.strategy,
      ...Object.fromEntries(detailed.flatMap(memberParameters)),
    },
    outputs: [...result.outputs, ...detailed.flatMap(memberOutputs)],
  };
}

function memberParameters({ model, version, share, durationMillis, problem }: MemberResult) {
  const parameters: Parameters = {
    ...(version !== undefined && { version }),
    share,
    duration_ms: durationMillis,
    ...(problem && { error: problem.code }),
  };
  return Object.entries(parameters).map(([key, value]) => [`members.${model}.${key}`, value] as const);
}

const memberOutputs = ({ model, outputs = [] }: MemberResult): Tensor[] =>
  outputs.map((output) => ({ ...output, name: `${model}/${output.name}` }));
