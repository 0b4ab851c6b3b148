import type { InferRequest, Tensor } from '@slipway/inference-protocol';
import { problem, type ProblemCode } from '@slipway/service-problem';
import type { EnsembleDefinition, EnsembleMember } from '../definition.ts';
import type { MemberOutcome } from '../outcome.ts';

export const member = (model: string, changes: Partial<EnsembleMember> = {}): EnsembleMember => ({
  model,
  weight: 1,
  inputs: { image: { from: 'x' } },
  outputs: { p: { from: 'probabilities' } },
  ...changes,
});

/** An ensemble of three models that tell two classes apart, in FP64 so that expectations can be written plainly. */
export const digits = (changes: Partial<EnsembleDefinition> = {}): EnsembleDefinition => ({
  name: 'digits',
  version: '3',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2, 2] }],
  outputs: [{ name: 'p', datatype: 'FP64', shape: [-1, 2] }],
  maxBatchSize: 8,
  members: [member('a'), member('b'), member('c')],
  strategy: 'mean',
  quorum: 1,
  ...changes,
});

export const requestOf = (rows: number, changes: Partial<InferRequest> = {}): InferRequest => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [rows, 2, 2], data: new Float32Array(rows * 4) }],
  ...changes,
});

export const probabilities = (rows: readonly (readonly number[])[]): Tensor => ({
  name: 'probabilities',
  datatype: 'FP64',
  shape: [rows.length, rows[0]?.length ?? 2],
  data: new Float64Array(rows.flat()),
});

export const answered = (model: string, ...outputs: Tensor[]): MemberOutcome => ({
  model,
  ok: true,
  response: { modelName: model, modelVersion: '1', outputs },
  durationMillis: 5,
});

export const failed = (model: string, code: ProblemCode, retryAfterSeconds?: number): MemberOutcome => ({
  model,
  ok: false,
  problem: problem(code, 'why', retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  durationMillis: 9,
});
