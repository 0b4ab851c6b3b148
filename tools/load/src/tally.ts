import type { Verdict } from './judge.ts';

/** What came of a load; each request is in exactly one of ok, documented, undocumented and lost. */
export interface LoadSummary {
  readonly issued: number;
  readonly ok: number;
  /** Of `ok`: answers of an ensemble without some of its members. */
  readonly partial: number;
  /** Of `ok`: whole answers with other outputs than the first one had, though the input was the same. */
  readonly different: number;
  /** Of `ok`: answers by the version of the model that they name. */
  readonly versions: Readonly<Record<string, number>>;
  /** Errors that the error reference promises, by status. */
  readonly documented: Readonly<Record<string, number>>;
  /** Answers that nothing promises, by what was wrong with them. */
  readonly undocumented: Readonly<Record<string, number>>;
  /** Requests without an answer, by reason. */
  readonly lost: Readonly<Record<string, number>>;
  /** Requests that were due while too many were under way, and were therefore not sent. */
  readonly withheld: number;
  readonly p50Millis: number;
  readonly p95Millis: number;
  readonly p99Millis: number;
}

/** Counts verdicts; every id is counted once. */
export function createTally() {
  const underWay = new Set<string>();
  const millis: number[] = [];
  const versions: Record<string, number> = {};
  const documented: Record<string, number> = {};
  const undocumented: Record<string, number> = {};
  const lost: Record<string, number> = {};
  const counts = { issued: 0, ok: 0, partial: 0, different: 0, withheld: 0 };
  let golden: string | undefined;

  return {
    underWay: () => underWay.size,
    withheld: () => void counts.withheld++,
    issued(id: string) {
      counts.issued++;
      underWay.add(id);
    },
    judged(id: string, verdict: Verdict, durationMillis: number) {
      if (!underWay.delete(id)) return void add(undocumented, 'a second answer to one request');
      millis.push(durationMillis);
      if (verdict.kind === 'documented') add(documented, String(verdict.status));
      else if (verdict.kind === 'undocumented') add(undocumented, verdict.why);
      else if (verdict.kind === 'lost') add(lost, verdict.why);
      else {
        counts.ok++;
        if (verdict.version !== undefined) add(versions, verdict.version);
        if (verdict.partial) counts.partial++;
        else if ((golden ??= verdict.outputs) !== verdict.outputs) counts.different++;
      }
    },
    /** Call it when every request has ended: one that has not is lost. */
    summary(): LoadSummary {
      if (underWay.size > 0) lost['no end'] = underWay.size;
      const sorted = millis.toSorted((a, b) => a - b);
      return {
        ...counts,
        versions,
        documented,
        undocumented,
        lost,
        p50Millis: quantile(sorted, 0.5),
        p95Millis: quantile(sorted, 0.95),
        p99Millis: quantile(sorted, 0.99),
      };
    },
  };
}

export type Tally = ReturnType<typeof createTally>;

/** Whether nothing happened that may not: errors that are promised are allowed. */
export const isAsPromised = ({ different, undocumented, lost }: LoadSummary): boolean =>
  different === 0 && Object.keys(undocumented).length === 0 && Object.keys(lost).length === 0;

const add = (counts: Record<string, number>, key: string) => void (counts[key] = (counts[key] ?? 0) + 1);

/** The nearest rank, to a tenth of a millisecond; 0 of nothing. */
function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return Math.round(value * 10) / 10;
}
