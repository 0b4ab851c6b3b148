import { keyOf, nameOf, type ObjectRef, type RolloutState, type Stall } from '@slipway/deploy-plan';

/** Every line of a stall with the workload's name before the first. */
export const describeStall = (
  workload: ObjectRef,
  { lines: [first = '', ...more] }: Stall,
): readonly string[] => [`${nameOf(workload)} does not get on: ${first}`, ...more.map((line) => `  ${line}`)];

/** Says a line whenever the counts of a workload change, and once what stands in its way. */
export function createProgress(say: (line: string) => void) {
  const last = new Map<string, string>();
  const sayOnce = (key: string, line: string) => {
    if (last.get(key) === line) return;
    last.set(key, line);
    say(line);
  };
  return (workload: ObjectRef, state: RolloutState): void => {
    const key = keyOf(workload);
    const counts = `${nameOf(workload)}: ${state.ready} of ${state.wanted} ready`;
    sayOnce(key, state.kind === 'done' ? `${counts}, done` : counts);
    if (state.kind === 'progressing' && state.hint !== undefined)
      sayOnce(`${key} hint`, `${nameOf(workload)} waits: ${state.hint.lines.slice(0, 2).join('; ')}`);
  };
}
