import { DARKEST, SIDE } from './held-out.ts';

/** Largest `maxval` of the format; above 255 a sample has two bytes. */
const LARGEST_MAXVAL = 65_535;

/**
 * Pixels of an 8x8 Netpbm greymap, plain (P2) or raw (P5), or why it is none (https://netpbm.sourceforge.net/doc/pgm.html).
 * `maxval` becomes the strongest stroke: as in the data, strokes are bright on a dark ground.
 */
export function readPgm(bytes: Uint8Array): readonly number[] | string {
  const text = Buffer.from(bytes).toString('latin1');
  const header = /^P([25])(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)\s/.exec(text);
  if (header === null) return 'its PGM header is incomplete';
  const [kind, width, height, maxval] = header.slice(1).map(Number) as [number, number, number, number];
  if (width !== SIDE || height !== SIDE)
    return `it is ${width}x${height}, and the models read ${SIDE}x${SIDE}`;
  if (maxval < 1 || maxval > LARGEST_MAXVAL) return `its maximum value ${maxval} is out of range`;
  const samples =
    kind === 2
      ? plainSamples(text.slice(header[0].length))
      : rawSamples(bytes.subarray(header[0].length), maxval);
  if (samples.length < SIDE * SIDE) return `it ends after ${samples.length} pixels`;
  const pixels = samples.slice(0, SIDE * SIDE);
  if (pixels.some((value) => !(value >= 0 && value <= maxval)))
    return `a pixel is not within 0 and ${maxval}`;
  return pixels.map((value) => (value / maxval) * DARKEST);
}

const plainSamples = (text: string): number[] =>
  text
    .replace(/#[^\n]*/g, '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);

function rawSamples(bytes: Uint8Array, maxval: number): number[] {
  if (maxval < 256) return [...bytes];
  const pairs = Math.floor(bytes.length / 2);
  return Array.from(
    { length: pairs },
    (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0),
  );
}
