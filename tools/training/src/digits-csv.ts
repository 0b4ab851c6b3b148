import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const pixelCount = 64;
export const classCount = 10;

/** Rows that serve one purpose, `<part>.csv` in a folder of data. */
export type Part = 'train' | 'validation' | 'held-out';

/** All that is not held out: what choices are made on, and what the final models are fitted to. */
export const developmentParts = ['train', 'validation'] as const;

/** Some scans: `pixels` holds 64 values of 0 to 16 a row. */
export interface Digits {
  readonly labels: readonly number[];
  readonly pixels: Float32Array;
}

/** Reads parts as one, ordered by index: a file holds index, label, 64 pixels a line, after a header. */
export function readDigits(folder: string, ...parts: readonly Part[]): Digits {
  const rows = parts
    .flatMap((part) =>
      readFileSync(join(folder, `${part}.csv`), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1),
    )
    .map((line) => line.split(',').map(Number))
    .sort((one, other) => one[0]! - other[0]!);
  return {
    labels: rows.map((row) => row[1]!),
    pixels: Float32Array.from(rows.flatMap((row) => row.slice(2))),
  };
}
