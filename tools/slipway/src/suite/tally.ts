/** What one part of the suite came to. */
export interface Part {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly note?: string;
  readonly failures?: readonly Failure[];
}

/** A test that failed, with the beginning of what it said. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** A task as Nx records it in run.json. */
export interface NxTask {
  readonly taskId: string;
  readonly target: string;
  readonly projectName: string;
  /** Exit code; other than a number where the task never ran. */
  readonly status?: unknown;
}

/** What tools/jest/count-reporter.mjs leaves of a project's tests. */
export interface JestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Failure[];
}

/** A lint or type check is one; tests count each, and a failed test task that left no failure behind counts as one. */
export function tallyTask(task: NxTask, counts: JestCounts | undefined): Part {
  const isGood = task.status === 0;
  const hasCounts = task.target.startsWith('test');
  if (!hasCounts || counts === undefined)
    return { name: task.taskId, passed: isGood && !hasCounts ? 1 : 0, failed: isGood ? 0 : 1 };
  return {
    name: task.taskId,
    passed: counts.passed,
    failed: counts.failed === 0 && !isGood ? 1 : counts.failed,
    failures: counts.failures,
  };
}

/** A platform that the stack can run on beside processes. */
export interface Platform {
  readonly name: string;
  /** Why it cannot be used here; undefined where it can. */
  readonly missing: string | undefined;
}

/** A line for each platform that was not found, and a failure where SLIPWAY_REQUIRE names it, or one that we do not know. */
export function tallyPlatforms(required: string | undefined, platforms: readonly Platform[]): Part[] {
  const names = new Set(
    (required ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== 'processes'),
  );
  const missing = platforms.filter((platform) => platform.missing !== undefined);
  const unknown = [...names].filter((name) => !platforms.some((platform) => platform.name === name));
  return [
    ...missing.map((platform) => ({
      name: `platform ${platform.name}`,
      passed: 0,
      failed: names.has(platform.name) ? 1 : 0,
      note: `${names.has(platform.name) ? 'required by SLIPWAY_REQUIRE, but' : 'not run:'} ${platform.missing}`,
    })),
    ...unknown.map((name) => ({
      name: `platform ${name}`,
      passed: 0,
      failed: 1,
      note: 'required by SLIPWAY_REQUIRE, but there is no suite for it here',
    })),
  ];
}

export const total = (parts: readonly Part[]): { passed: number; failed: number } => ({
  passed: parts.reduce((sum, { passed }) => sum + passed, 0),
  failed: parts.reduce((sum, { failed }) => sum + failed, 0),
});

/** The summary: counts, then what failed and why; its last line is the total, which is also the last of `npm test`. */
export function describeSuite(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const rows = parts.map(
    ({ name, passed, failed, note }) =>
      `  ${name.padEnd(width)}  ${passed} passed, ${failed} failed${note ? ` (${note})` : ''}`,
  );
  const failures = parts.flatMap((part) =>
    (part.failures ?? []).map(({ name, message }) => `\n  ${part.name}: ${name}\n${indent(message)}`),
  );
  const failed = failures.length === 0 ? [] : ['', 'Failed tests:', ...failures, ''];
  const sum = total(parts);
  return ['', 'Summary:', ...rows, ...failed, `${sum.passed} passed, ${sum.failed} failed`].join('\n');
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
