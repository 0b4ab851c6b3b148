import { classCount } from './digits-csv.ts';

/** Class probabilities, `classCount` a row, as the shipped model gives them (32-bit floats). */
export type Answers = Float32Array;

/** The class with the highest value in each row; of equals, the first. */
export function predictedLabels(answers: ArrayLike<number>): number[] {
  return Array.from({ length: answers.length / classCount }, (_, row) => {
    const at = (label: number): number => answers[row * classCount + label]!;
    let best = 0;
    for (let label = 1; label < classCount; label += 1) if (at(label) > at(best)) best = label;
    return best;
  });
}
