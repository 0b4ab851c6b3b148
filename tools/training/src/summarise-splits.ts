import { readJson } from './json-files.ts';
import type { SplitResult } from './repeat-splits.ts';
import { meanWithInterval95 } from './statistics.ts';

/** Mean accuracies over the repeated splits, and gains as differences of accuracy. */
export function summariseSplits(path: string) {
  const results = readJson<SplitResult[]>(path);
  const mean = (share: (result: SplitResult) => number) => meanWithInterval95(results.map(share));
  const better = ({ correct }: SplitResult): number => Math.max(correct['digits-cnn'], correct['digits-mlp']);
  const countOf = (wanted: (result: SplitResult) => boolean): number => results.filter(wanted).length;
  return {
    splits: results.length,
    accuracy: {
      'digits-cnn': mean(({ correct, count }) => correct['digits-cnn'] / count),
      'digits-mlp': mean(({ correct, count }) => correct['digits-mlp'] / count),
      combined: mean(({ correct, count }) => correct.combined / count),
    },
    gain: {
      'over digits-cnn': mean(({ correct, count }) => (correct.combined - correct['digits-cnn']) / count),
      'over digits-mlp': mean(({ correct, count }) => (correct.combined - correct['digits-mlp']) / count),
      'over the better member': mean((result) => (result.correct.combined - better(result)) / result.count),
    },
    combinedAgainstBetterMember: {
      above: countOf((result) => result.correct.combined > better(result)),
      equal: countOf((result) => result.correct.combined === better(result)),
      below: countOf((result) => result.correct.combined < better(result)),
    },
  };
}

export type SplitsSummary = ReturnType<typeof summariseSplits>;
