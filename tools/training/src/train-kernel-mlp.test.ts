import { tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { readDigits } from './digits-csv.ts';
import { places } from './places.ts';
import { mlpRecipes } from './recipes.ts';
import { useBackend } from './tensorflow.ts';
import { trainKernelMlp } from './train-kernel-mlp.ts';

const digits = readDigits(places.data, 'validation');
const count = digits.labels.length;

async function answers(backend: 'wasm' | 'cpu'): Promise<Float32Array> {
  await useBackend(backend);
  const mlp = trainKernelMlp(digits, mlpRecipes.kernel);
  const scores = mlp.predict(tensor2d(digits.pixels, [count, 64])) as Tensor;
  return scores.data<'float32'>();
}

test('the kernel perceptron gives probabilities, and knows nearly all the rows it was trained on', async () => {
  const scores = await answers('wasm');
  let right = 0;
  digits.labels.forEach((label, row) => {
    const own = scores.subarray(row * 10, (row + 1) * 10);
    expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    if (own.indexOf(Math.max(...own)) === label) right += 1;
  });
  expect(right / count).toBeGreaterThan(0.98);
});

test('the kernel perceptron is the same on both backends', async () => {
  const [wasm, cpu] = [await answers('wasm'), await answers('cpu')];
  const differences = wasm.map((value, position) => Math.abs(value - cpu[position]!));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});
