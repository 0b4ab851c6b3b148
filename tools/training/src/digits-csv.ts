import { readFileSync } from 'node:fs';

export const pixelCount = 64;
export const classCount = 10;

/** Scans of one part of the split: `pixels` holds 64 values of 0 to 16 a row. */
export interface Digits {
  readonly labels: readonly number[];
  readonly pixels: Float32Array;
}

/** Reads one of `data/digits/*.csv`: index, label, 64 pixels a line, after a header. */
export function readDigits(path: string): Digits {
  const rows = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return {
    labels: rows.map((row) => row[1]!),
    pixels: Float32Array.from(rows.flatMap((row) => row.slice(2))),
  };
}
