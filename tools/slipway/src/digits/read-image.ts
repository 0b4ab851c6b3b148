import { CommandError } from '../exit.ts';
import { DARKEST, SIDE } from './held-out.ts';
import { readPgm } from './read-pgm.ts';

const SIZE = SIDE * SIDE;
const ACCEPTED = `${SIZE} numbers from 0 (white) to ${DARKEST} (black) as text, CSV or JSON, or an 8x8 PGM image with bright strokes`;

/** Pixels of an image file, row by row; what cannot be read as one ends the command with what is accepted. */
export function readImage(bytes: Uint8Array, file: string): readonly number[] {
  const refuse = (why: string) => new CommandError('usage', `${file}: ${why}; accepted are ${ACCEPTED}`);
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start.startsWith('P2') || start.startsWith('P5')) {
    const image = readPgm(bytes);
    if (typeof image === 'string') throw refuse(image);
    return image;
  }
  const known = foreignFormat(start);
  if (known !== undefined) throw refuse(`${known} is not read`);
  const numbers = parseNumbers(Buffer.from(bytes).toString('utf8'));
  if (numbers === undefined) throw refuse('it holds something that is no number');
  if (numbers.length !== SIZE) throw refuse(`it holds ${numbers.length} numbers`);
  const wrong = numbers.find((value) => value < 0 || value > DARKEST);
  if (wrong !== undefined) throw refuse(`${wrong} is out of range`);
  return numbers;
}

/** Numbers with commas or blanks between them, or JSON arrays of them, nested or not. */
function parseNumbers(text: string): number[] | undefined {
  if (text.trimStart().startsWith('[')) return parseJsonNumbers(text);
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const numbers = words.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

function parseJsonNumbers(text: string): number[] | undefined {
  try {
    const values = (JSON.parse(text) as unknown[]).flat(Number.POSITIVE_INFINITY);
    return values.every((value): value is number => typeof value === 'number') ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Formats that people try, by their first bytes. */
function foreignFormat(start: string): string | undefined {
  if (start === '\x89PNG') return 'PNG';
  if (start.startsWith('\xff\xd8')) return 'JPEG';
  if (start === 'GIF8') return 'GIF';
  return start.startsWith('BM') ? 'BMP' : undefined;
}
