import { testedBlocks } from './walkthrough/blocks.ts';
import { walkThrough } from './walkthrough/walk.ts';

/** Ports from 10,080 to 30,100: away from the reader's stack, and below those that systems give to outgoing connections. */
const base = 2_000 + (process.pid % 200) * 100;

test.each([
  ['README.md', base],
  ['docs/tutorials/first-prediction.md', base + 20],
])(
  '%s: its commands do what it says, and Ctrl-C ends with 0',
  async (file, portOffset) => {
    const done: string[] = [];
    await walkThrough(file, { portOffset, onDone: (commands) => done.push(commands) });
    expect(done).toContain('npm start');
    expect(done.length).toBeGreaterThan(2);
  },
  60_000,
);

test('a tested block is the one behind its comment, with its conditions', () => {
  const page =
    '<!-- test: run; expect /a.b/; expect /c/; exit 2 -->\n\n```sh\nfalse\n```\n\n```sh\nuntested\n```\n' +
    '\n<!-- test: cluster; interrupt; expect /d/ -->\n\n```sh\nstay\n```\n';
  expect(testedBlocks(page)).toEqual([
    { commands: 'false', mode: 'run', expect: [/a.b/, /c/], exitCode: 2, isInterrupted: false },
    { commands: 'stay', mode: 'cluster', expect: [/d/], exitCode: 0, isInterrupted: true },
  ]);
});
