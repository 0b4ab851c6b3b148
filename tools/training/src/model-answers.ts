import { join } from 'node:path';
import { dispose, tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { pixelCount, type Digits } from './digits-csv.ts';
import { loadMlp } from './mlp-files.ts';
import type { Answers } from './predicted-labels.ts';
import { useBackend, type TensorflowBackend } from './tensorflow.ts';

/** Answers of model A by ONNX Runtime. */
export async function answerByCnn(folder: string, digits: Digits): Promise<Answers> {
  const session = await InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 1 });
  const image = new OnnxTensor('float32', digits.pixels, [digits.labels.length, 8, 8, 1]);
  const { probabilities } = await session.run({ image });
  await session.release();
  return probabilities!.data as Float32Array;
}

/** Answers of model B by TensorFlow.js. */
export async function answerByMlp(
  folder: string,
  digits: Digits,
  backend: TensorflowBackend = 'wasm',
): Promise<Answers> {
  await useBackend(backend);
  const mlp = await loadMlp(folder);
  const pixels = tensor2d(digits.pixels, [digits.labels.length, pixelCount]);
  const scores = mlp.predict(pixels) as Tensor;
  const answers = (await scores.data()) as Float32Array;
  dispose([pixels, scores]);
  mlp.dispose();
  return answers;
}
