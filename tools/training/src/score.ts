import { classCount } from './digits-csv.ts';
import { mcnemarExact, wilson95, type Interval } from './statistics.ts';

export interface Score {
  readonly count: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly interval95: Interval;
}

export interface ClassScore {
  readonly label: number;
  readonly count: number;
  readonly correct: number;
  readonly accuracy: number;
}

/** How often one digit was taken for another. */
export interface Confusion {
  readonly expected: number;
  readonly predicted: number;
  readonly count: number;
}

/** What the combination changed in one member's answers. */
export interface PairedChange {
  readonly wrongToRight: number;
  readonly rightToWrong: number;
  readonly mcnemarExactP: number;
}

export function countCorrect(expected: readonly number[], predicted: readonly number[]): number {
  return expected.filter((label, row) => predicted[row] === label).length;
}

export function score(expected: readonly number[], predicted: readonly number[]): Score {
  const count = expected.length;
  const correct = countCorrect(expected, predicted);
  return { count, correct, accuracy: correct / count, interval95: wilson95(correct, count) };
}

export function scorePerClass(expected: readonly number[], predicted: readonly number[]): ClassScore[] {
  return Array.from({ length: classCount }, (_, label) => {
    const rows = expected.flatMap((other, row) => (other === label ? [row] : []));
    const correct = rows.filter((row) => predicted[row] === label).length;
    return { label, count: rows.length, correct, accuracy: correct / rows.length };
  });
}

/** All confusions that occurred, the most frequent first. */
export function confusions(expected: readonly number[], predicted: readonly number[]): Confusion[] {
  const cells = Array.from({ length: classCount ** 2 }, (_, cell) => {
    const pair = { expected: Math.floor(cell / classCount), predicted: cell % classCount };
    const count = expected.filter(
      (label, row) => label === pair.expected && predicted[row] === pair.predicted,
    );
    return { ...pair, count: count.length };
  });
  return cells
    .filter((cell) => cell.expected !== cell.predicted && cell.count > 0)
    .sort((one, other) => other.count - one.count);
}

export function pairedChange(
  expected: readonly number[],
  before: readonly number[],
  after: readonly number[],
): PairedChange {
  const changes = (from: boolean, to: boolean): number =>
    expected.filter((label, row) => (before[row] === label) === from && (after[row] === label) === to).length;
  const wrongToRight = changes(false, true);
  const rightToWrong = changes(true, false);
  return { wrongToRight, rightToWrong, mcnemarExactP: mcnemarExact(wrongToRight, rightToWrong) };
}
