import {
  AdamOptimizer,
  div,
  dropout,
  losses,
  oneHot,
  tensor1d,
  tensor2d,
  tidy,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  layers,
  model,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { augment, type Limits } from './augment.ts';
import { classCount, pixelCount, type Digits } from './digits-csv.ts';
import type { DescentRecipe } from './recipes.ts';
import { createRandom, permutation, type Random } from './seeded-random.ts';

const darkest = 16;
const layerUnits = [256, 128, classCount];
const epochs = 60;
const batchSize = 32;
const learningRate = 3e-3;

/** Adam with a rate that can be set at each step; the base class keeps it to itself. */
class ScheduledAdam extends AdamOptimizer {
  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }
}

/**
 * Trains model B, a multilayer perceptron, and hands it over with raw pixels (0 to 16) as input.
 * The same rows and seed give the same weights on the same backend.
 */
export function trainMlp(digits: Digits, recipe: DescentRecipe, seed: number): LayersModel {
  const mlp = buildMlp(seed);
  const random = createRandom(seed);
  const optimizer = new ScheduledAdam(learningRate, 0.9, 0.999);
  const batchCount = Math.floor(digits.labels.length / batchSize);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = permutation(random, digits.labels.length);
    for (let batch = 0; batch < batchCount; batch += 1) {
      const step = epoch * batchCount + batch;
      const progress = step / (epochs * batchCount);
      optimizer.setLearningRate((learningRate / 2) * (1 + Math.cos(Math.PI * progress)));
      const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const scans = augmentedBatch(digits, rows, recipe.limits, random);
      trainStep(mlp, optimizer, recipe.dropoutRates, { ...scans, seed: step + 1 });
    }
  }
  optimizer.dispose();
  scaleFirstLayer(mlp);
  return mlp;
}

/**
 * Without dropout layers: those drop in training only, and there by a seed of the step.
 * Functional and not sequential: only then does the saved model know its tensors' names.
 */
function buildMlp(seed: number): LayersModel {
  const pixels = input({ shape: [pixelCount], name: 'pixels' });
  const logits = layerUnits.reduce<SymbolicTensor>((values, units, position) => {
    const isLast = position === layerUnits.length - 1;
    const dense = layers.dense({
      units,
      activation: isLast ? 'linear' : 'relu',
      kernelInitializer: initializers.glorotUniform({ seed: seed * 10 + position }),
      name: `dense${position + 1}`,
    });
    return dense.apply(values) as SymbolicTensor;
  }, pixels);
  const scores = layers.softmax({ name: 'scores' }).apply(logits) as SymbolicTensor;
  return model({ inputs: pixels, outputs: scores, name: 'digits-mlp' });
}

interface Batch {
  readonly scans: Float32Array;
  readonly labels: readonly number[];
  readonly seed: number;
}

function augmentedBatch(
  digits: Digits,
  rows: Uint32Array,
  limits: Limits,
  random: Random,
): Omit<Batch, 'seed'> {
  const scans = new Float32Array(rows.length * pixelCount);
  rows.forEach((row, position) => {
    const scan = digits.pixels.subarray(row * pixelCount, (row + 1) * pixelCount);
    const scaled = augment(scan, random, limits).map((value) => value / darkest);
    scans.set(scaled, position * pixelCount);
  });
  return { scans, labels: Array.from(rows, (row) => digits.labels[row]!) };
}

function trainStep(
  mlp: LayersModel,
  optimizer: AdamOptimizer,
  dropoutRates: readonly number[],
  batch: Batch,
): void {
  tidy(() => {
    const scans = tensor2d(batch.scans, [batch.labels.length, pixelCount]);
    const expected = oneHot(tensor1d([...batch.labels], 'int32'), classCount);
    optimizer.minimize(() => {
      const logits = dropoutRates.reduce<Tensor>((values, rate, position) => {
        const dropped = dropout(values, rate, undefined, batch.seed * dropoutRates.length + position);
        return mlp.getLayer(`dense${position + 1}`).apply(dropped) as Tensor;
      }, scans);
      return losses.softmaxCrossEntropy(expected, logits) as Scalar;
    });
  });
}

/** Trained on 0..1, served with 0..16: dividing the weights by 16 is exact in binary floats. */
function scaleFirstLayer(mlp: LayersModel): void {
  const layer = mlp.getLayer('dense1');
  const [kernel, bias] = layer.getWeights();
  tidy(() => layer.setWeights([div(kernel!, darkest), bias!]));
}
