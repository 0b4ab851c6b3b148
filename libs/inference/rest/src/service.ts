import type { Context } from '@opentelemetry/api';
import type { ModelStatistics } from '@slipway/inference-metrics';
import type { InferRequest, InferResponse, TensorMetadata } from '@slipway/inference-protocol';
import type { Result } from '@slipway/service-problem';

/** A model as a path names it; without a version the highest one is meant. */
export interface ModelReference {
  readonly name: string;
  readonly version?: string;
}

/** What an answer may use of the request that it is for. */
export interface RequestScope {
  /** Aborted when the deadline is over or the client has left. */
  readonly signal: AbortSignal;
  readonly remainingMillis: () => number;
  readonly trace: Context;
  readonly requestId: string;
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What serves models over the Open Inference Protocol: a model server and the gateway alike. */
export interface InferenceService {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
  ready(): boolean;
  models(): readonly string[];
  metadata(model: ModelReference, scope: RequestScope): Promise<Result<ModelMetadata>>;
  modelReady(model: ModelReference, scope: RequestScope): Promise<Result<boolean>>;
  config(model: ModelReference, scope: RequestScope): Promise<Result<Readonly<Record<string, unknown>>>>;
  statistics(model: ModelReference, scope: RequestScope): Promise<Result<readonly ModelStatistics[]>>;
  /** Of all models. */
  allStatistics(scope: RequestScope): Promise<Result<readonly ModelStatistics[]>>;
  infer(model: ModelReference, request: InferRequest, scope: RequestScope): Promise<Result<InferResponse>>;
}

/** Triton's clients look for this beginning. */
export const unknownModel = ({ name, version }: ModelReference): string =>
  `Request for unknown model: '${name.slice(0, 64)}'${version === undefined ? '' : ` version ${version.slice(0, 16)}`} is not found`;
