import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { withBackOff } from './with-back-off.ts';

const lost: ExportResult = { code: ExportResultCode.FAILED, error: new Error('getaddrinfo ENOTFOUND') };
const taken: ExportResult = { code: ExportResultCode.SUCCESS };

function fixture() {
  let millis = 0;
  let answer = taken;
  const asked: number[] = [];
  const changes: string[] = [];
  const collector: SpanExporter = {
    export: (_, onResult) => {
      asked.push(millis);
      onResult(answer);
    },
    shutdown: async () => undefined,
  };
  const exporter = withBackOff(collector, {
    firstPauseMillis: 1_000,
    longestPauseMillis: 10_000,
    now: () => millis,
    onChange: (state, error) => changes.push(error ? `${state}: ${error.message}` : state),
  });
  return {
    asked,
    changes,
    /** One export at each of these times. */
    exportAt: (...times: readonly number[]) =>
      times.map((time) => {
        millis = time;
        let code: number | undefined;
        exporter.export([], (result) => (code = result.code));
        return code;
      }),
    say: (next: ExportResult) => (answer = next),
    exporter,
  };
}

describe('an exporter with a back-off', () => {
  it('hands on every batch while the collector takes them', () => {
    const { asked, exportAt, changes } = fixture();
    expect(exportAt(0, 1, 2)).toEqual([taken.code, taken.code, taken.code]);
    expect([asked, changes]).toEqual([[0, 1, 2], []]);
  });

  it('asks an absent collector ever more rarely, up to the longest pause, and answers in between at once', () => {
    const { asked, exportAt, say } = fixture();
    say(lost);
    const everySecond = Array.from({ length: 60 }, (_, second) => second * 1_000);
    expect(new Set(exportAt(...everySecond))).toEqual(new Set([lost.code]));
    expect(asked).toEqual([0, 1_000, 3_000, 7_000, 15_000, 25_000, 35_000, 45_000, 55_000]);
  });

  it('is back with the first batch that is taken, and then begins with the shortest pause again', () => {
    const { asked, exportAt, say } = fixture();
    say(lost);
    exportAt(0, 1_000);
    say(taken);
    expect(exportAt(2_000, 3_000, 3_001)).toEqual([lost.code, taken.code, taken.code]);
    say(lost);
    exportAt(4_000, 4_999, 5_000);
    expect(asked).toEqual([0, 1_000, 3_000, 3_001, 4_000, 5_000]);
  });

  it('tells once that the collector is away, with the reason, and once that it is back', () => {
    const { exportAt, say, changes } = fixture();
    say(lost);
    exportAt(0, 1_000, 3_000);
    say(taken);
    exportAt(7_000, 7_001);
    expect(changes).toEqual(['away: getaddrinfo ENOTFOUND', 'back']);
  });

  it('can be flushed where the exporter can', () => {
    expect(fixture().exporter.forceFlush).toBeUndefined();
  });
});
