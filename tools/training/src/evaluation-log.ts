import type { Part } from './digits-csv.ts';
import type { SplitsSummary } from './summarise-splits.ts';

/** One look at held-out rows: of which split, which files answered, what they were fitted to, what came out. */
export interface Evaluation {
  /** From 1. */
  readonly look: number;
  /** How the rows were divided; another split holds out other rows. */
  readonly split: 'random, seed 1' | 'by order';
  readonly trainedOn: { readonly parts: readonly Part[]; readonly rows: number };
  readonly digests: Readonly<Record<'digits-cnn' | 'digits-mlp', string>>;
  readonly count: number;
  readonly correct: Readonly<Record<'digits-cnn' | 'digits-mlp' | 'combined', number>>;
  /** The same fit on other splits. */
  readonly repeatedSplits: {
    readonly gainOverBetterMember: SplitsSummary['gain']['over the better member'];
    readonly combinedAgainstBetterMember: SplitsSummary['combinedAgainstBetterMember'];
  };
}

/** The log with `latest` in it. Other files are another look; the same files again are not. */
export function logEvaluation(log: readonly Evaluation[], latest: Omit<Evaluation, 'look'>): Evaluation[] {
  const last = log.at(-1);
  const isAgain = last !== undefined && isOfFiles(last, latest.digests);
  const earlier = isAgain ? log.slice(0, -1) : log;
  return [...earlier, { look: earlier.length + 1, ...latest }];
}

export function isOfFiles(evaluation: Evaluation, digests: Evaluation['digests']): boolean {
  return (['digits-cnn', 'digits-mlp'] as const).every((name) => evaluation.digests[name] === digests[name]);
}
