import { describeEvent } from './service-event.ts';

const exit = { code: 1, signal: undefined };
const lastLines = ['{"message":"why"}'];

describe('what is told of a service', () => {
  it('that crashed at its start has its last words', () => {
    const event = { kind: 'crashed', exit, attempt: 1, delayMillis: 250, lastLines } as const;
    expect(describeEvent('a', event, { isWatched: false })).toBe(
      'a crashed (exit code 1): restart 1 in 0.25 s (./slipway logs a)\n  | why',
    );
  });

  it.each([
    [false, 'mend the cause, then ./slipway down and up'],
    [true, 'mend the cause; an edit of its sources starts it again'],
  ])('that is given up, watched: %s, tells how to start it again', (isWatched, expected) => {
    const text = describeEvent('a', { kind: 'gave-up', exit, lastLines }, { isWatched });
    expect(text).toContain(expected);
    expect(text).toContain('\n  | why');
  });
});
