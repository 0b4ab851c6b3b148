/** What one part of the suite came to. */
export interface Part {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly note?: string;
}

/** A task as Nx records it in run.json. */
export interface NxTask {
  readonly taskId: string;
  readonly target: string;
  readonly projectName: string;
  /** Exit code; other than a number where the task never ran. */
  readonly status?: unknown;
}

export interface JestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** A lint or type check is one; tests count each, and a failed test task that left no failure behind counts as one. */
export function tallyTask(task: NxTask, counts: JestCounts | undefined): Part {
  const isGood = task.status === 0;
  if (task.target !== 'test' || counts === undefined)
    return { name: task.taskId, passed: isGood && task.target !== 'test' ? 1 : 0, failed: isGood ? 0 : 1 };
  return {
    name: task.taskId,
    passed: counts.passed,
    failed: counts.failed === 0 && !isGood ? 1 : counts.failed,
  };
}

/** The platforms that SLIPWAY_REQUIRE names and this project cannot run on yet: each is a failure. */
export function tallyRequired(required: string | undefined, supported: readonly string[]): Part[] {
  const names = (required ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names
    .filter((name) => !supported.includes(name))
    .map((name) => ({
      name: `platform ${name}`,
      passed: 0,
      failed: 1,
      note: 'required by SLIPWAY_REQUIRE, but there is no suite for it here',
    }));
}

export const total = (parts: readonly Part[]): { passed: number; failed: number } => ({
  passed: parts.reduce((sum, { passed }) => sum + passed, 0),
  failed: parts.reduce((sum, { failed }) => sum + failed, 0),
});

/** The summary; its last line is the total, which is also the last line of `npm test`. */
export function describeSuite(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const rows = parts.map(
    ({ name, passed, failed, note }) =>
      `  ${name.padEnd(width)}  ${passed} passed, ${failed} failed${note ? ` (${note})` : ''}`,
  );
  const { passed, failed } = total(parts);
  return ['', 'Summary:', ...rows, `${passed} passed, ${failed} failed`].join('\n');
}
