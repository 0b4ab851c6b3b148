export {
  strategies,
  type EnsembleDefinition,
  type EnsembleMember,
  type EnsembleOutput,
  type Strategy,
} from './definition.ts';
export { validateDefinition } from './validate-definition.ts';
export { planFanOut, type ModelCall } from './plan-fan-out.ts';
export { type MemberOutcome } from './outcome.ts';
export { aggregate, type EnsembleResult, type MemberResult } from './aggregate.ts';
export { toInferResponse } from './to-infer-response.ts';
