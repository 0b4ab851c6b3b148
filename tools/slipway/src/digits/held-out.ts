import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../exit.ts';

/** Side of a scan, in pixels; a digit is SIDE rows of SIDE intensities from 0 (white) to DARKEST. */
export const SIDE = 8;
export const DARKEST = 16;

export interface Digit {
  readonly pixels: readonly number[];
  /** What a person says it is, where known. */
  readonly expected: number | undefined;
}

const FILE = 'data/digits/held-out.csv';

/** The scans that no model has seen: columns index, label, then the pixels row by row. */
export function readHeldOut(root: string): readonly Digit[] {
  let text: string;
  try {
    text = readFileSync(join(root, FILE), 'utf8');
  } catch {
    throw new CommandError('config', `${FILE} is missing: restore it with git checkout ${FILE}`);
  }
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, label, ...pixels] = line.split(',').map(Number);
      return { pixels, expected: label };
    });
}

/** One of the held-out scans: the one at `index`, or any. */
export function pickDigit(root: string, index: number | undefined, random: () => number): Digit {
  const digits = readHeldOut(root);
  const found = digits[index ?? Math.floor(random() * digits.length)];
  if (found !== undefined) return found;
  throw new CommandError('usage', `--index ${index}: the held-out set has 0 to ${digits.length - 1}`);
}
