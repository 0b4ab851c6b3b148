import type { Difference } from './compare-systems.ts';
import type { IntendedDifference } from './intended.ts';

export interface ParityJudgement {
  /** Differences that nobody meant. */
  readonly unexpected: readonly Difference[];
  readonly intended: readonly (Difference & { readonly reason: string })[];
  /** What the list allows and nothing needs, a line each. */
  readonly unused: readonly string[];
}

/** Holds differences against the list of those that are meant; a line of the list that nothing needs is a finding, too. */
export function judgeParity(
  differences: readonly Difference[],
  list: readonly IntendedDifference[],
): ParityJudgement {
  const judged = differences.map((one) => ({ one, entry: list.find((entry) => allows(entry, one)) }));
  return {
    unexpected: judged.flatMap(({ one, entry }) => (entry === undefined ? [one] : [])),
    intended: judged.flatMap(({ one, entry }) =>
      entry === undefined ? [] : [{ ...one, reason: entry.reason }],
    ),
    unused: list.flatMap((entry) =>
      unusedIn(
        entry,
        judged.flatMap((one) => (one.entry === entry ? [one.one] : [])),
      ),
    ),
  };
}

const ABSENT = 'absent';

const allows = (entry: IntendedDifference, one: Difference): boolean =>
  entry.field === one.field &&
  (entry.services?.includes(one.service) ?? true) &&
  (entry.overlays?.includes(one.overlay) ?? true) &&
  (entry.compose ?? one.compose ?? ABSENT) === (one.compose ?? ABSENT) &&
  (entry.kubernetes ?? one.kubernetes ?? ABSENT) === (one.kubernetes ?? ABSENT);

/** Each service and each overlay that an entry names must need it. */
function unusedIn(entry: IntendedDifference, used: readonly Difference[]): readonly string[] {
  if (used.length === 0) return [`${entry.field}${of(entry.services)}${inOverlays(entry.overlays)}`];
  const services = (entry.services ?? []).filter((name) => !used.some(({ service }) => service === name));
  const overlays = (entry.overlays ?? []).filter((name) => !used.some(({ overlay }) => overlay === name));
  return [
    ...services.map((name) => `${entry.field}${of([name])}`),
    ...overlays.map((name) => `${entry.field}${inOverlays([name])}`),
  ];
}

const of = (services: readonly string[] = []): string =>
  services.length > 0 ? ` of ${services.join(', ')}` : '';
const inOverlays = (overlays: readonly string[] = []): string =>
  overlays.length > 0 ? ` in ${overlays.join(', ')}` : '';
