import { join } from 'node:path';
import type { TensorMetadata } from '@slipway/inference-protocol';
import {
  ModelLoadError,
  type LoadedModel,
  type ModelArtifact,
  type Runtime,
} from '@slipway/inference-runtime';
import type * as ort from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { elementTypes } from './element-types.ts';
import { fromOrt, toOrt } from './tensors.ts';

type Ort = typeof ort;

/** Executes ONNX models on the CPU with ONNX Runtime. `execute` blocks the event loop while it computes. */
export const onnxRuntime: Runtime = {
  platform: 'onnxruntime_onnx',
  async load(artifact, { threads }) {
    const ort = await importOrt();
    const session = await openSession(ort, artifact, threads);
    const { inputs, outputs } = artifact.signature;
    checkTensors('input', inputs, session.inputMetadata);
    checkTensors('output', outputs, session.outputMetadata);
    return loadedModel(ort, session);
  },
};

/**
 * onnxruntime-node 1.30 takes FP16 as Uint16Array only where the global Float16Array does not exist while it loads;
 * with it (Node 24) every FP16 input fails.
 */
async function importOrt(): Promise<Ort> {
  const globals = globalThis as { Float16Array?: unknown };
  const saved = globals.Float16Array;
  delete globals.Float16Array;
  try {
    const module = (await import('onnxruntime-node')) as Ort & { default?: Ort };
    return module.default ?? module;
  } finally {
    if (saved !== undefined) globals.Float16Array = saved;
  }
}

async function openSession(
  ort: Ort,
  { folder, files }: ModelArtifact,
  threads: number,
): Promise<InferenceSession> {
  const file = files.find((name) => name.endsWith('.onnx'));
  if (file === undefined) throw new ModelLoadError(`${folder} declares no .onnx file`);
  try {
    return await ort.InferenceSession.create(join(folder, file), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new ModelLoadError(
      `${join(folder, file)} cannot be loaded by ONNX Runtime: ${(error as Error).message}`,
    );
  }
}

/** The declaration is what clients see, so the file must agree with it before the model is ready. */
function checkTensors(
  kind: 'input' | 'output',
  declared: readonly TensorMetadata[],
  actual: readonly InferenceSession.ValueMetadata[],
): void {
  if (kind === 'input' && declared.length !== actual.length)
    throw new ModelLoadError(
      `The model has the inputs ${actual.map(({ name }) => name).join(', ')}; model.yaml declares ${declared.length}`,
    );
  for (const { name, datatype, shape } of declared) {
    const found = actual.find((candidate) => candidate.name === name);
    if (found === undefined || !found.isTensor)
      throw new ModelLoadError(`The model has no ${kind} tensor "${name}", which model.yaml declares`);
    if (elementTypes[datatype] === undefined)
      throw new ModelLoadError(
        `ONNX Runtime has no tensors of ${datatype}, which model.yaml declares for "${name}"`,
      );
    if (elementTypes[datatype] !== found.type)
      throw new ModelLoadError(`${kind} "${name}" is ${found.type} in the model, ${datatype} in model.yaml`);
    const fits =
      shape.length === found.shape.length &&
      found.shape.every((dim, axis) => fitsDimension(dim, shape[axis]));
    if (!fits)
      throw new ModelLoadError(
        `${kind} "${name}" has shape [${found.shape.join(',')}] in the model, [${shape.join(',')}] in model.yaml`,
      );
  }
}

/** A symbolic dimension of the model fits every declared one; a fixed one must be declared as it is. */
const fitsDimension = (actual: number | string, declared: number | undefined): boolean =>
  typeof actual === 'string' || actual < 0 || actual === declared;

function loadedModel(ort: Ort, session: InferenceSession): LoadedModel {
  return {
    backend: `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common} cpu`,
    async execute(inputs, outputNames) {
      const feeds = Object.fromEntries(inputs.map((tensor) => [tensor.name, toOrt(ort.Tensor, tensor)]));
      const answer = await session.run(feeds, outputNames);
      return outputNames.map((name) => {
        const tensor = answer[name];
        if (tensor === undefined) throw new TypeError(`ONNX Runtime gave no output "${name}"`);
        return fromOrt(name, tensor);
      });
    },
    close: () => session.release(),
  };
}
