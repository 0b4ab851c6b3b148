import { labelsByMaxConfidence, labelsByMean, type PairAnswers, type PairWeights } from './combine.ts';

/** A way to combine, as the declaration of an ensemble names it. */
export interface Strategy {
  readonly strategy: 'mean' | 'weighted-mean' | 'max-confidence';
  readonly weights: PairWeights;
}

const equal = { cnn: 1, mlp: 1 };

/** Those of `data/digits/protocol.md`, the simplest first. */
export const strategies: readonly Strategy[] = [
  { strategy: 'mean', weights: equal },
  { strategy: 'weighted-mean', weights: { cnn: 2, mlp: 1 } },
  { strategy: 'weighted-mean', weights: { cnn: 1, mlp: 2 } },
  { strategy: 'weighted-mean', weights: { cnn: 3, mlp: 1 } },
  { strategy: 'weighted-mean', weights: { cnn: 1, mlp: 3 } },
  { strategy: 'max-confidence', weights: equal },
];

export function combinedLabels(answers: PairAnswers, { strategy, weights }: Strategy): number[] {
  return strategy === 'max-confidence' ? labelsByMaxConfidence(answers) : labelsByMean(answers, weights);
}

/** The strategy in a few words. */
export function strategyWords({ strategy, weights }: Strategy): string {
  if (strategy === 'max-confidence') return 'max confidence';
  return strategy === 'mean' ? 'mean' : `mean, weights ${weights.cnn}:${weights.mlp}`;
}
