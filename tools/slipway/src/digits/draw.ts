import { DARKEST, SIDE } from './held-out.ts';

/** From white to black. */
const SHADES = ' .:-=+*#%@';

/** A digit as text, two characters a pixel, since a character is about twice as high as wide. */
export function drawDigit(pixels: readonly number[]): string {
  const shade = (value: number) => SHADES[Math.round((value / DARKEST) * (SHADES.length - 1))] ?? ' ';
  const rows = Array.from({ length: SIDE }, (_, row) => pixels.slice(row * SIDE, (row + 1) * SIDE));
  return rows.map((row) => `  ${row.map((value) => shade(value).repeat(2)).join('')}`.trimEnd()).join('\n');
}
