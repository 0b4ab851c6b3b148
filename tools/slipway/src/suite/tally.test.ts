import { describeSuite, tallyPlatforms, tallyTask } from './tally.ts';

const task = (target: string, status: unknown) => ({
  taskId: `a:${target}`,
  target,
  projectName: 'a',
  status,
});

const counts = (passed: number, failed: number) => ({ passed, failed, failures: [] });

describe('the count of a task', () => {
  it.each([
    ['a good lint', task('lint', 0), undefined, [1, 0]],
    ['a bad lint', task('lint', 1), undefined, [0, 1]],
    ['a task that never ran', task('typecheck', 'skipped'), undefined, [0, 1]],
    ['good tests', task('test', 0), counts(7, 0), [7, 0]],
    ['tests of which two failed', task('test', 1), counts(7, 2), [7, 2]],
    ['tests that failed without a failed test', task('test', 1), counts(7, 0), [7, 1]],
    ['a project without tests', task('test', 0), undefined, [0, 0]],
    ['tests that left no count', task('test', 1), undefined, [0, 1]],
  ])('is right for %s', (_, given, counts, expected) => {
    const { passed, failed } = tallyTask(given, counts);
    expect([passed, failed]).toEqual(expected);
  });
});

describe('the suite', () => {
  it('fails for each required platform that there is no suite for', () => {
    const parts = tallyPlatforms('compose, processes,istio', [{ name: 'compose', missing: 'no engine' }]);
    expect(parts.map(({ name, failed }) => [name, failed])).toEqual([
      ['platform compose', 1],
      ['platform istio', 1],
    ]);
    expect(tallyPlatforms('compose', [{ name: 'compose', missing: undefined }])).toEqual([]);
  });

  it('names a platform that is not there, and why, also where nothing requires it', () => {
    const [part] = tallyPlatforms(undefined, [{ name: 'compose', missing: 'no engine' }]);
    expect(part).toEqual({ name: 'platform compose', passed: 0, failed: 0, note: 'not run: no engine' });
  });

  it('ends with the total', () => {
    const parts = [
      { name: 'format', passed: 1, failed: 0 },
      { name: 'a:test', passed: 4, failed: 2, note: 'why' },
    ];
    expect(describeSuite(parts).split('\n').at(-1)).toBe('5 passed, 2 failed');
  });

  it('says before the total which tests failed and why, however much was printed since', () => {
    const failures = [{ name: 'a sum is right', message: 'expected 2\nreceived 3' }];
    const part = tallyTask(task('test', 1), { passed: 1, failed: 1, failures });
    expect(describeSuite([part])).toMatch(
      /\nFailed tests:\n\n {2}a:test: a sum is right\n {4}expected 2\n {4}received 3\n\n1 passed, 1 failed$/,
    );
  });
});
