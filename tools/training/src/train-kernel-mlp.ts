import {
  add,
  matMul,
  mul,
  sub,
  sum,
  div,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { classCount, pixelCount, type Digits } from './digits-csv.ts';
import type { KernelRecipe } from './recipes.ts';

const darkest = 16;
/** More than the ridge needs; the solver's error has long been below that of float32 then. */
const solverSteps = 200;
/** Where the residual has become 0 the steps are 0, not 0/0; anything larger is left as it is, to the bit. */
const tiny = 1e-30;

/**
 * Trains a perceptron of two layers: the first, fixed, tells how near a scan is to each row trained on,
 * softplus(-gamma d²) with d the distance on pixels of 0..1, which is almost a Gaussian where d is not small; the
 * second is fitted by least squares with a ridge (kernel ridge regression). Nothing here is random.
 */
export function trainKernelMlp(digits: Digits, recipe: KernelRecipe): LayersModel {
  const count = digits.labels.length;
  const mlp = buildMlp(digits, recipe.gamma);
  const near = model({ inputs: mlp.inputs, outputs: mlp.getLayer('near').output });
  tidy(() => {
    const features = near.predict(tensor2d(digits.pixels, [count, pixelCount])) as Tensor2D;
    const targets = new Float32Array(count * classCount).fill(-1);
    digits.labels.forEach((label, row) => (targets[row * classCount + label] = 1));
    const weights = solveRidge(features, tensor2d(targets, [count, classCount]), recipe.ridge);
    // Least squares gives scores around -1 and 1: too flat for probabilities until they are sharpened.
    const scores = mlp.getLayer('scores');
    scores.setWeights([mul(weights, recipe.sharpness), tensor1d(new Float32Array(classCount))]);
  });
  return mlp;
}

function buildMlp(digits: Digits, gamma: number): LayersModel {
  const count = digits.labels.length;
  const pixels = input({ shape: [pixelCount], name: 'pixels' });
  // Twice the same: tfjs-layers 4.22 frees a tensor too early that one layer takes for both of its inputs.
  const [centred, alike] = ['centred', 'alike'].map((name) => layers.dense({ units: pixelCount, name }));
  const near = layers.dense({ units: count, activation: 'softplus', name: 'near' });
  const scores = layers.dense({ units: classCount, activation: 'softmax', name: 'scores' });
  const values = centred!.apply(pixels) as SymbolicTensor;
  const squares = layers
    .multiply({ name: 'squares' })
    .apply([values, alike!.apply(pixels) as SymbolicTensor]);
  const both = layers.concatenate({ name: 'both' }).apply([values, squares as SymbolicTensor]);
  const mlp = model({
    inputs: pixels,
    outputs: scores.apply(near.apply(both)) as SymbolicTensor,
    name: 'digits-mlp',
  });

  const means = meanPixels(digits);
  tidy(() => {
    // Around the mean scan the terms of the squared distance are small, and float32 loses little in their sum.
    const scaling = tensor2d(diagonal(1 / darkest), [pixelCount, pixelCount]);
    for (const layer of [centred!, alike!]) layer.setWeights([scaling, tensor1d(means.map((mean) => -mean))]);
    near.setWeights(distanceWeights(digits, means, gamma));
  });
  return mlp;
}

/** -gamma |x - c|² for each row c, but for rounding, as a dense layer over x and its squares. */
function distanceWeights({ pixels, labels }: Digits, means: Float32Array, gamma: number) {
  const count = labels.length;
  const kernel = new Float32Array(2 * pixelCount * count);
  const bias = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let norm = 0;
    for (let pixel = 0; pixel < pixelCount; pixel += 1) {
      const value = pixels[row * pixelCount + pixel]! / darkest - means[pixel]!;
      kernel[pixel * count + row] = 2 * gamma * value;
      kernel[(pixelCount + pixel) * count + row] = -gamma;
      norm += value * value;
    }
    bias[row] = -gamma * norm;
  }
  return [tensor2d(kernel, [2 * pixelCount, count]), tensor1d(bias)];
}

function meanPixels({ pixels, labels }: Digits): Float32Array {
  const sums = new Float64Array(pixelCount);
  pixels.forEach((value, position) => (sums[position % pixelCount]! += value / darkest));
  return Float32Array.from(sums, (total) => total / labels.length);
}

function diagonal(value: number): Float32Array {
  const matrix = new Float32Array(pixelCount * pixelCount);
  for (let pixel = 0; pixel < pixelCount; pixel += 1) matrix[pixel * (pixelCount + 1)] = value;
  return matrix;
}

/** The weights W of (F + ridge I) W = T, each column by conjugate gradients (Hestenes and Stiefel, 1952). */
function solveRidge(features: Tensor2D, targets: Tensor2D, ridge: number): Tensor2D {
  let weights = mul(targets, 0) as Tensor2D;
  let residual = targets;
  let direction = residual;
  let size = sum(mul(residual, residual), 0);
  for (let step = 0; step < solverSteps; step += 1) {
    const image = add(matMul(features, direction), mul(direction, ridge));
    const length = div(size, add(sum(mul(direction, image), 0), tiny));
    weights = add(weights, mul(direction, length));
    residual = sub(residual, mul(image, length));
    const nextSize = sum(mul(residual, residual), 0);
    direction = add(residual, mul(direction, div(nextSize, add(size, tiny))));
    size = nextSize;
  }
  return weights;
}
