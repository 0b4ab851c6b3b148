import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import type { ModelDeclaration, ModelVersionDeclaration } from '@slipway/inference-declaration';
import {
  elementCount,
  type ModelSignature,
  type Tensor,
  type TensorData,
  type TensorMetadata,
} from '@slipway/inference-protocol';
import type { LoadedModel, Runtime, RuntimeOptions } from '@slipway/inference-runtime';
import { verifyFiles } from './model-folder.ts';

/** One version of a model that is loaded and warmed up. */
export interface ServedModel {
  readonly declaration: ModelDeclaration;
  readonly version: string;
  readonly digest: string;
  readonly platform: string;
  readonly signature: ModelSignature;
  readonly model: LoadedModel;
  readonly loadSeconds: number;
}

/** Verifies, loads and warms up; rejects with a `ModelLoadError` that says what is wrong with the files. */
export async function loadVersion(
  folder: string,
  declaration: ModelDeclaration,
  version: ModelVersionDeclaration,
  { runtime, options }: { readonly runtime: Runtime; readonly options: RuntimeOptions },
): Promise<ServedModel> {
  const startedAt = performance.now();
  const signature: ModelSignature = declaration;
  const versionFolder = join(folder, declaration.name, version.version);
  await verifyFiles(versionFolder, version);
  const artifact = { folder: versionFolder, files: Object.keys(version.files), signature };
  const model = await runtime.load(artifact, options);
  await warmUp(model, declaration);
  return {
    declaration,
    version: version.version,
    digest: version.digest,
    platform: runtime.platform,
    signature,
    model,
    loadSeconds: (performance.now() - startedAt) / 1000,
  };
}

/** The first executions compile and allocate: they are paid before anybody waits for them. */
async function warmUp(model: LoadedModel, { inputs, outputs, warmup }: ModelDeclaration): Promise<void> {
  const names = outputs.map(({ name }) => name);
  for (const rows of warmup.rows)
    await model.execute(
      inputs.map((input) => zeros(input, rows)),
      names,
    );
}

const arrays = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  BF16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
};

function zeros({ name, datatype, shape: declared }: TensorMetadata, rows: number): Tensor {
  const shape = declared.map((dimension, axis) =>
    axis === 0 && dimension === -1 ? rows : Math.max(dimension, 1),
  );
  const count = elementCount(shape) ?? 0;
  const data: TensorData =
    datatype === 'BYTES'
      ? Array.from({ length: count }, () => new Uint8Array())
      : new arrays[datatype](count);
  return { name, datatype, shape, data };
}
