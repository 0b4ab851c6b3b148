import { classCount } from './digits-csv.ts';
import { predictedLabels, type Answers } from './predicted-labels.ts';

/** Answers of the two members for the same rows. */
export interface PairAnswers {
  readonly cnn: Answers;
  readonly mlp: Answers;
}

export interface PairWeights {
  readonly cnn: number;
  readonly mlp: number;
}

/** Labels by the mean of both members' probabilities, in 64-bit floats. */
export function labelsByMean(answers: PairAnswers, weights: PairWeights = { cnn: 1, mlp: 1 }): number[] {
  const mean = Float64Array.from(answers.cnn, (probability, position) => {
    const sum = probability * weights.cnn + answers.mlp[position]! * weights.mlp;
    return sum / (weights.cnn + weights.mlp);
  });
  return predictedLabels(mean);
}

/** Labels of whichever member is surer of its answer; of equals, model A. */
export function labelsByMaxConfidence(answers: PairAnswers): number[] {
  const labels = { cnn: predictedLabels(answers.cnn), mlp: predictedLabels(answers.mlp) };
  return labels.cnn.map((label, row) => {
    const other = labels.mlp[row]!;
    const surer = answers.cnn[row * classCount + label]! >= answers.mlp[row * classCount + other]!;
    return surer ? label : other;
  });
}
