import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';

const weightsFile = 'weights.bin';

/** Writes `model.json` and `weights.bin` in the TensorFlow.js layers format. */
export async function saveMlp(model: LayersModel, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      const weights = io.concatenateArrayBuffers([artifacts.weightData ?? []].flat());
      const manifest = {
        format: 'layers-model',
        generatedBy: artifacts.generatedBy,
        convertedBy: null,
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: [weightsFile], weights: artifacts.weightSpecs }],
      };
      writeFileSync(join(folder, 'model.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
      writeFileSync(join(folder, weightsFile), new Uint8Array(weights));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
}

/** Reads what `saveMlp` wrote. */
export async function loadMlp(folder: string): Promise<LayersModel> {
  const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as io.ModelJSON;
  const weights = readFileSync(join(folder, weightsFile));
  return loadLayersModel(
    io.fromMemory({
      modelTopology: manifest.modelTopology,
      weightSpecs: manifest.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    }),
  );
}
