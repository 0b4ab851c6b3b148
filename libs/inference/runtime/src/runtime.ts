import type { ModelSignature, Tensor } from '@slipway/inference-protocol';

/** What a runtime needs in order to load one version of a model. */
export interface ModelArtifact {
  /** Folder that holds the version's files. */
  readonly folder: string;
  /** File names within the folder, as declared; their digests have been verified. */
  readonly files: readonly string[];
  readonly signature: ModelSignature;
}

/** Resources, set from the limits of the process: quotas are invisible to detection. */
export interface RuntimeOptions {
  /** Threads for one execution. */
  readonly threads: number;
}

/** A way to execute models: ONNX Runtime, TensorFlow.js, … The one port between model servers and machine learning. */
export interface Runtime {
  /** Triton's name of the platform, for metadata: `onnxruntime_onnx`, `tensorflow_tfjs`, … */
  readonly platform: string;
  /** Reads and prepares a model; rejects with a `ModelLoadError` where the files and the signature do not fit. */
  load(artifact: ModelArtifact, options: RuntimeOptions): Promise<LoadedModel>;
}

export interface LoadedModel {
  /** Which implementation computes, for the model card and for logs: `onnxruntime 1.30 cpu`, `tfjs 4.22 wasm`, … */
  readonly backend: string;
  /**
   * Executes on inputs that fit the signature (names, datatypes, shapes: the caller has checked them) and answers the
   * named outputs in that order. The answer shares no memory with later executions.
   */
  execute(inputs: readonly Tensor[], outputNames: readonly string[]): Promise<readonly Tensor[]>;
  /** Frees native memory; the model is not used afterwards. */
  close(): Promise<void>;
}

/** Why a model cannot be served, in one line that an operator can act on. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelLoadError';
}
