import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../exit.ts';
import { drawDigit } from './draw.ts';
import { pickDigit } from './held-out.ts';
import { readImage } from './read-image.ts';

const root = join(import.meta.dirname, '../../../..');
const bytes = (text: string) => Buffer.from(text, 'latin1');
const row = '0 1 2 3 4 5 6 16';
const rows = Array(8).fill(row) as string[];
const pixels = rows.flatMap((line) => line.split(' ').map(Number));

describe('an image of a digit', () => {
  it.each([
    ['rows of numbers', rows.join('\n')],
    ['CSV', rows.map((line) => line.replaceAll(' ', ',')).join('\r\n')],
    ['a JSON array', JSON.stringify(pixels)],
    ['nested JSON arrays', JSON.stringify(rows.map((line) => line.split(' ').map(Number)))],
    ['a plain PGM', `P2\n# drawn by hand\n8 8\n16\n${rows.join('\n')}\n`],
    ['a raw PGM', `P5 8 8 16\n${String.fromCharCode(...pixels)}`],
    [
      'a raw PGM of two bytes a pixel',
      `P5 8 8 4096\n${pixels.map((v) => `${String.fromCharCode(v)}\0`).join('')}`,
    ],
  ])('is read from %s', (_, text) => {
    expect(readImage(bytes(text), 'x')).toEqual(pixels);
  });

  it('is scaled from the range of a PGM to that of the data', () => {
    expect(readImage(bytes(`P2 8 8 255 ${Array(64).fill(255).join(' ')}`), 'x')).toEqual(Array(64).fill(16));
  });

  it.each([
    ['too few numbers', '1 2 3', 'it holds 3 numbers'],
    ['a value out of range', rows.join(' ').replace('16', '17'), '17 is out of range'],
    ['words', 'a b c', 'something that is no number'],
    ['JSON of something else', '["1"]', 'something that is no number'],
    ['broken JSON', '[1,', 'something that is no number'],
    ['a PNG', '\x89PNG\r\n', 'PNG is not read'],
    ['a JPEG', '\xff\xd8\xff\xe0', 'JPEG is not read'],
    ['nothing', '', 'it holds 0 numbers'],
    ['a PGM of another size', 'P2 28 28 255 0', 'it is 28x28'],
    ['a PGM that ends early', 'P5 8 8 255\nabc', 'it ends after 3 pixels'],
    ['a PGM without a size', 'P2 ', 'its PGM header is incomplete'],
    ['a PGM with a value above its maximum', `P2 8 8 1 ${Array(64).fill(2).join(' ')}`, 'not within 0 and 1'],
    ['a PGM with a word', `P2 8 8 1 ${Array(64).fill('x').join(' ')}`, 'not within 0 and 1'],
  ])('is refused for %s', (_, text, expected) => {
    expect(() => readImage(bytes(text), 'scan')).toThrow(CommandError);
    expect(() => readImage(bytes(text), 'scan')).toThrow(expected);
    expect(() => readImage(bytes(text), 'scan')).toThrow(/^scan: .*64 numbers/);
  });
});

describe('the held-out set', () => {
  it('gives the digit at an index, with what a person says it is', () => {
    const file = readFileSync(join(root, 'data/digits/held-out.csv'), 'utf8');
    const [, label, ...values] = (file.split('\n')[3] ?? '').split(',').map(Number);
    expect(pickDigit(root, 2, Math.random)).toEqual({ pixels: values, expected: label });
    expect(values).toHaveLength(64);
  });

  it('gives any digit where no index is wanted', () => {
    expect(pickDigit(root, undefined, () => 0)).toEqual(pickDigit(root, 0, Math.random));
    expect(pickDigit(root, undefined, () => 0.999_999).pixels).toHaveLength(64);
  });

  it('says what indices there are', () => {
    expect(() => pickDigit(root, 100_000, Math.random)).toThrow(/the held-out set has 0 to \d+/);
  });
});

describe('a drawing', () => {
  it('has a row for each row of pixels, darker for higher values', () => {
    const lines = drawDigit(pixels).split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[0]).toBe('    ....::::----@@');
    expect(drawDigit(Array(64).fill(0)).trim()).toBe('');
  });
});
