import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

export interface ModelFiles {
  /** `layers-model` or `graph-model`. */
  readonly format: string;
  readonly artifacts: io.ModelArtifacts;
}

/** Reads model.json and its weights from a folder; TensorFlow.js itself would fetch them by URL. */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelJson;
  const shards = json.weightsManifest.flatMap(({ paths }) => paths);
  const bytes = Buffer.concat(await Promise.all(shards.map((path) => readFile(join(folder, path)))));
  return {
    format: json.format ?? 'layers-model',
    artifacts: {
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    },
  };
}
