import { labelsByMaxConfidence, labelsByMean } from './combine.ts';
import { classCount } from './digits-csv.ts';

function row(...probabilities: number[]): number[] {
  return Array.from({ length: classCount }, (_, label) => probabilities[label] ?? 0);
}

const answers = {
  cnn: Float32Array.from([...row(0.6, 0.4), ...row(0.5, 0.5)]),
  mlp: Float32Array.from([...row(0.1, 0.9), ...row(0.5, 0.5)]),
};

test('the mean follows the surer member, and takes the first of equal classes', () => {
  expect(labelsByMean(answers)).toEqual([1, 0]);
});

test('weights shift the mean', () => {
  expect(labelsByMean(answers, { cnn: 5, mlp: 1 })[0]).toBe(0);
});

test('max confidence takes the answer of the surer member', () => {
  expect(labelsByMaxConfidence(answers)).toEqual([1, 0]);
});
