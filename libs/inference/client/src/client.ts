import type { Context } from '@opentelemetry/api';
import type { ModelCall } from '@slipway/inference-ensemble';
import type { InferResponse } from '@slipway/inference-protocol';
import type { Result } from '@slipway/service-problem';

export interface CallOptions {
  /** Ends the call; its reason is a `ProblemError`. */
  readonly signal: AbortSignal;
  /** What is left of the deadline, handed on to the model server. */
  readonly remainingMillis: () => number;
  /** Parent of the call's span. */
  readonly trace: Context;
  readonly requestId: string;
  /** Over a new connection; over one that is kept alive unless said. */
  readonly fresh?: boolean;
}

/** Asks a model. Every failure that can be expected is a value; decorators of the same shape add resilience. */
export interface InferenceClient {
  infer(call: ModelCall, options: CallOptions): Promise<Result<InferResponse>>;
}
