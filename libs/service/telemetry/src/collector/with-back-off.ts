import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

export interface BackOff {
  /** Pause after the first failure; it doubles with each further one. */
  readonly firstPauseMillis: number;
  readonly longestPauseMillis: number;
  /** A clock that never goes back, in ms. */
  readonly now: () => number;
  /** Is told when the collector goes away, with what was said of it, and when it is back. */
  readonly onChange?: (state: 'away' | 'back', error?: Error) => void;
}

/**
 * An exporter that leaves a collector alone for a while after it failed: spans of a pause are given up at once, so that
 * an absent collector costs an attempt now and then, and a stop does not wait for it.
 */
export function withBackOff(
  exporter: SpanExporter,
  { firstPauseMillis, longestPauseMillis, now, onChange = () => undefined }: BackOff,
): SpanExporter {
  let failures = 0;
  let pausedUntil = -Infinity;
  const settle = ({ code, error }: ExportResult) => {
    const wasAway = failures > 0;
    const isAway = code !== ExportResultCode.SUCCESS;
    failures = isAway ? failures + 1 : 0;
    pausedUntil = isAway
      ? now() + Math.min(longestPauseMillis, firstPauseMillis * 2 ** (failures - 1))
      : -Infinity;
    if (wasAway !== isAway) onChange(isAway ? 'away' : 'back', error);
  };
  return {
    export(spans: ReadableSpan[], onResult: (result: ExportResult) => void) {
      if (now() < pausedUntil)
        return onResult({ code: ExportResultCode.FAILED, error: new Error('the collector is away') });
      exporter.export(spans, (result) => {
        settle(result);
        onResult(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush!() }),
  };
}
