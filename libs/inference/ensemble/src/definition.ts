import type { TensorMetadata } from '@slipway/inference-protocol';

/**
 * How the answers of the members become one, for each output of shape [rows, classes]:
 *
 * - `mean`: the mean of the members that answered.
 * - `weighted-mean`: the same by weight; the weights of those that answered are scaled to a sum of 1.
 * - `majority-vote`: each member votes for its most probable class of a row; the output is the fraction of the votes. On a
 *   tie the class with the higher mean probability wins, then the first; its fraction is raised by one rounding step of
 *   the datatype, so that the largest element of the output is always the winner.
 * - `max-confidence`: each row is that of the member with the largest element in it; the first one on a tie.
 */
export const strategies = ['mean', 'weighted-mean', 'majority-vote', 'max-confidence'] as const;

export type Strategy = (typeof strategies)[number];

export interface EnsembleOutput extends TensorMetadata {
  /** Names of the classes, in the order of the last dimension. */
  readonly labels?: readonly string[];
}

export interface EnsembleMember {
  readonly model: string;
  /** Absent: the version that the model's server takes by default. */
  readonly version?: string;
  /** Above 0; counts in `weighted-mean` only. */
  readonly weight: number;
  /** For each input of the model, the ensemble's input it is fed from; `shape` views the same elements otherwise. */
  readonly inputs: Readonly<Record<string, { readonly from: string; readonly shape?: readonly number[] }>>;
  /** For each output of the ensemble, the model's output that contributes to it. */
  readonly outputs: Readonly<Record<string, { readonly from: string }>>;
}

/** Several models that answer as one. It is a `ModelSignature` too: requests are validated against it. */
export interface EnsembleDefinition {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly EnsembleOutput[];
  /** Most rows in one request. */
  readonly maxBatchSize: number;
  readonly members: readonly EnsembleMember[];
  readonly strategy: Strategy;
  /** Members that must answer; with fewer there is no answer, with fewer than all it is partial. */
  readonly quorum: number;
  /** Time for all members together, where the caller gives no shorter one. */
  readonly deadlineMillis?: number;
}
