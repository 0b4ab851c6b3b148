export { catalogue, type CatalogueEntry, type ProblemCode } from './catalogue.ts';
export {
  fail,
  ok,
  problem,
  ProblemError,
  statusOf,
  toOipBody,
  toProblemDetails,
  type Problem,
  type Result,
} from './problem.ts';
