import { readLines } from './read-lines.ts';

/** The lines that are told of these pieces, before and after the end. */
function linesOf(...pieces: readonly Uint8Array[]) {
  const told: string[] = [];
  const reader = readLines((line) => told.push(line));
  for (const piece of pieces) reader.write(Buffer.from(piece));
  const before = [...told];
  reader.end();
  return { before, after: told };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

it('tells a line when it is whole, also where pieces end in the middle of one', () => {
  expect(linesOf(bytes('one\ntw'), bytes('o\n'), bytes('three'))).toEqual({
    before: ['one', 'two'],
    after: ['one', 'two', 'three'],
  });
});

it('puts a character together that two pieces share', () => {
  const text = bytes('größer\n');
  expect(linesOf(text.subarray(0, 3), text.subarray(3)).after).toEqual(['größer']);
});

it('tells nothing of an empty stream', () => {
  expect(linesOf()).toEqual({ before: [], after: [] });
});
