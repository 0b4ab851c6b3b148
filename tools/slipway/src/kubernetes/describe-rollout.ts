import { keyOf, nameOf, type ObjectRef, type RolloutState, type Stall } from '@slipway/deploy-plan';
import type { LiveLine } from './live-line.ts';

/** Every line of a stall with the workload's name before the first. */
export const describeStall = (
  workload: ObjectRef,
  { lines: [first = '', ...more] }: Stall,
): readonly string[] => [`${nameOf(workload)} does not get on: ${first}`, ...more.map((line) => `  ${line}`)];

export interface ProgressOptions {
  readonly say: (line: string) => void;
  /** Where counts are shown while they change; without it each count is a line of its own. */
  readonly live?: LiveLine;
}

/** Tells of each change of a workload: its counts, when it is done, and once what stands in its way. */
export function createProgress({ say, live }: ProgressOptions) {
  const last = new Map<string, string>();
  const counts = new Map<string, string>();
  const sayOnce = (key: string, line: string, ...more: readonly string[]) => {
    if (last.get(key) === line) return;
    last.set(key, line);
    live?.('');
    for (const one of [line, ...more]) say(one);
  };
  return (workload: ObjectRef, state: RolloutState): void => {
    const key = keyOf(workload);
    const count = `${state.ready} of ${state.wanted} ready`;
    counts.set(key, `${workload.name} ${count}`);
    if (state.kind === 'done') {
      counts.delete(key);
      sayOnce(key, `${nameOf(workload)}: ${count}, done`);
    } else if (live === undefined) sayOnce(key, `${nameOf(workload)}: ${count}`);
    if (state.kind === 'progressing' && state.hint !== undefined) {
      const [what, said, ...log] = state.hint.lines;
      const line = `${nameOf(workload)} waits: ${[what, said].filter(Boolean).join('; ')}`;
      sayOnce(`${key} hint`, line, ...log.map((one) => `  ${one}`));
    }
    live?.([...counts.values()].join(', '));
  };
}
