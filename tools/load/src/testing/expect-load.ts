import type { LoadSummary } from '../tally.ts';

/** Every request was answered, whole and with the same tensors; the counts are shown where not. */
export function expectNothingLost(summary: LoadSummary): void {
  const { issued, ok, partial, different, documented, undocumented, lost, withheld } = summary;
  expect(issued).toBeGreaterThan(0);
  expect({ ok, partial, different, documented, undocumented, lost, withheld }).toEqual({
    ok: issued,
    partial: 0,
    different: 0,
    documented: {},
    undocumented: {},
    lost: {},
    withheld: 0,
  });
}

/** As above, but answers may have been partial. */
export const expectNoneFailed = (summary: LoadSummary): void => expectNothingLost({ ...summary, partial: 0 });

/** Shows what a test counted, for docs/reference/soak.md. */
export const tell = (what: string, summary: LoadSummary): void =>
  console.info(`${what}: ${JSON.stringify(summary)}`);

const endTo =
  (expectation: (summary: LoadSummary) => void) =>
  async (what: string, endLoad: () => Promise<LoadSummary>): Promise<LoadSummary> => {
    const summary = await endLoad();
    tell(what, summary);
    expectation(summary);
    return summary;
  };

/** Ends a load, shows what it counted, and demands that every request was answered whole. Answers the counts. */
export const endWhole = endTo(expectNothingLost);

/** The same, but answers may have been partial. */
export const endUnfailed = endTo(expectNoneFailed);
