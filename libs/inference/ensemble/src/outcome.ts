import type { InferResponse, Tensor } from '@slipway/inference-protocol';
import type { Problem } from '@slipway/service-problem';

/** What became of one member's call: every call has one. */
export type MemberOutcome =
  | {
      readonly model: string;
      readonly ok: true;
      readonly response: InferResponse;
      readonly durationMillis: number;
    }
  | {
      readonly model: string;
      readonly ok: false;
      readonly problem: Problem;
      readonly durationMillis: number;
    };

/** An output of the ensemble as one member contributes to it; its elements are finite. */
export interface Contribution extends Tensor {
  readonly data: Float32Array | Float64Array;
}

/** An outcome that has been checked against the definition; the contributions are in the order of the request's outputs. */
export type CheckedOutcome =
  | {
      readonly model: string;
      readonly version?: string;
      readonly weight: number;
      readonly ok: true;
      readonly contributions: readonly Contribution[];
      readonly durationMillis: number;
    }
  | {
      readonly model: string;
      readonly version?: string;
      readonly ok: false;
      readonly problem: Problem;
      readonly durationMillis: number;
    };

export type Answer = Extract<CheckedOutcome, { ok: true }>;
export type Failure = Extract<CheckedOutcome, { ok: false }>;
