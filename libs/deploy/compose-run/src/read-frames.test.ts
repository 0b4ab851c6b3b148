import { readFrames } from './read-frames.ts';
import { frame } from './testing/frame.ts';

it('joins what both streams wrote, in order', () => {
  expect(readFrames(Buffer.concat([frame('one\n'), frame('two\n', 2), frame(''), frame('three\n')]))).toBe(
    'one\ntwo\nthree\n',
  );
});

it('puts a character together that two frames share', () => {
  const text = Buffer.from('größer');
  expect(readFrames(Buffer.concat([frame(text.subarray(0, 3)), frame(text.subarray(3))]))).toBe('größer');
});

it('takes what there is of a frame that was cut', () => {
  expect(readFrames(frame('halves').subarray(0, 11))).toBe('hal');
  expect(readFrames(frame('lost').subarray(0, 5))).toBe('');
});
