import type { Datatype, Tensor, TensorMetadata } from '@slipway/inference-protocol';
import {
  ModelLoadError,
  type LoadedModel,
  type ModelArtifact,
  type Runtime,
} from '@slipway/inference-runtime';
import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { startBackend } from './backend.ts';
import { readModelFiles } from './model-files.ts';

/** TensorFlow.js computes in float32, int32 and bool; wider types would lose digits in silence, so they are refused. */
const DTYPES: Partial<Record<Datatype, 'float32' | 'int32' | 'bool'>> = {
  FP32: 'float32',
  INT32: 'int32',
  BOOL: 'bool',
};

type Model = GraphModel | LayersModel;

/** Executes TensorFlow.js models: natively where tfjs-node is installed, else by WebAssembly. */
export const tfjsRuntime: Runtime = {
  platform: 'tensorflow_tfjs',
  async load(artifact, { threads }) {
    const backend = await startBackend(threads);
    const model = await openModel(artifact);
    const outputs = outputsByName(model, artifact.signature.outputs);
    checkTensors('input', artifact.signature.inputs, model.inputs);
    checkTensors(
      'output',
      artifact.signature.outputs,
      [...outputs.values()].map((index) => model.outputs[index]!),
    );
    return loadedModel(model, outputs, backend);
  },
};

async function openModel({ folder }: ModelArtifact): Promise<Model> {
  try {
    const { format, artifacts } = await readModelFiles(folder);
    const source = tf.io.fromMemory(artifacts);
    return format === 'graph-model' ? await loadGraphModel(source) : await loadLayersModel(source);
  } catch (error) {
    throw new ModelLoadError(`${folder} cannot be loaded by TensorFlow.js: ${(error as Error).message}`);
  }
}

/** Index of each declared output. A layers model names its outputs after layers (`scores/BiasAdd`), so order decides. */
function outputsByName(model: Model, declared: readonly TensorMetadata[]): Map<string, number> {
  if (model.outputs.length < declared.length)
    throw new ModelLoadError(
      `The model has ${model.outputs.length} outputs, model.yaml declares ${declared.length}`,
    );
  const exact = declared.map(({ name }) => model.outputs.findIndex((output) => output.name === name));
  return new Map(
    declared.map(({ name }, position) => [name, exact.includes(-1) ? position : exact[position]!]),
  );
}

function checkTensors(
  kind: string,
  declared: readonly TensorMetadata[],
  actual: readonly {
    readonly name: string;
    readonly dtype?: string;
    readonly shape?: readonly (number | null)[];
  }[],
): void {
  if (declared.length !== actual.length)
    throw new ModelLoadError(
      `The model has ${actual.length} ${kind}s, model.yaml declares ${declared.length}`,
    );
  declared.forEach(({ name, datatype, shape }, position) => {
    const found = actual.find((candidate) => candidate.name === name) ?? actual[position]!;
    if (DTYPES[datatype] === undefined)
      throw new ModelLoadError(
        `TensorFlow.js has no tensors of ${datatype}, which model.yaml declares for "${name}"`,
      );
    const dims = found.shape;
    const fits =
      dims === undefined ||
      (dims.length === shape.length &&
        dims.every((dim, axis) => dim === null || dim < 0 || dim === shape[axis]));
    if (!fits)
      throw new ModelLoadError(
        `${kind} "${name}" has shape [${dims.map((dim) => dim ?? -1).join(',')}] in the model, ` +
          `[${shape.join(',')}] in model.yaml`,
      );
  });
}

function loadedModel(model: Model, outputs: ReadonlyMap<string, number>, backend: string): LoadedModel {
  return {
    backend: `tfjs ${tf.version_core} ${backend}`,
    async execute(inputs, outputNames) {
      const feeds = inputs.map(toTfjs);
      const answer = [model.predict(feeds.length === 1 ? feeds[0]! : feeds, {})].flat() as tf.Tensor[];
      try {
        return await Promise.all(outputNames.map((name) => fromTfjs(name, answer[outputs.get(name)!]!)));
      } finally {
        tf.dispose([feeds, answer]);
      }
    },
    close: async () => void model.dispose(),
  };
}

function toTfjs({ datatype, data, shape }: Tensor): tf.Tensor {
  return tf.tensor(data as Float32Array | Int32Array | Uint8Array, shape as number[], DTYPES[datatype]);
}

async function fromTfjs(name: string, tensor: tf.Tensor): Promise<Tensor> {
  const datatype = (Object.keys(DTYPES) as Datatype[]).find((key) => DTYPES[key] === tensor.dtype);
  if (datatype === undefined)
    throw new TypeError(`Output "${name}" has type ${tensor.dtype}, which is not served`);
  return { name, datatype, shape: tensor.shape, data: await tensor.data<'float32'>() };
}
