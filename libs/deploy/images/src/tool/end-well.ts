import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { ToolOutcome } from './run-tool.ts';

export interface ToolPurpose {
  readonly tool: string;
  /** What it was doing, as the end of "could not …". */
  readonly doing: string;
  /** What somebody without the tool can do. */
  readonly install: string;
  /** A better word than the tool's own for what it says on stderr, if there is one. */
  readonly explain?: (stderr: string) => string | undefined;
}

type Ended = Extract<ToolOutcome, { kind: 'ended' }>;

/** What a tool printed when it ended with code 0; anything else is a failure with one line. */
export function endWell(outcome: ToolOutcome, purpose: ToolPurpose): Outcome<Ended> {
  const { tool, doing, explain } = purpose;
  switch (outcome.kind) {
    case 'not-found':
      return failWith('unavailable', `Could not ${doing}: ${tool} was not found; ${purpose.install}`);
    case 'timed-out':
      return failWith('unavailable', `Could not ${doing}: ${tool} did not end in time; try again`);
    case 'aborted':
      return failWith('aborted', `Stopped before ${tool} could ${doing}`);
    case 'ended': {
      if (outcome.code === 0) return succeed(outcome);
      const better = explain?.(outcome.stderr);
      if (better !== undefined) return failWith('unavailable', `Could not ${doing}: ${better}`);
      return failWith('failed', `Could not ${doing}: ${tool} says: ${lastWords(outcome.stderr)}`);
    }
  }
}

/** The line that tools end with; cosign says the same thing twice, the second time with a preface. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const last = (lines.at(-1) ?? 'nothing').replace(/^(error during command execution|Error): /, '');
  return last.slice(0, 400);
}
