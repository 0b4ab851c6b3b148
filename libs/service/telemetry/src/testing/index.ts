import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Registry } from 'prom-client';
import { createLogger } from '../logger.ts';
import type { Telemetry } from '../telemetry.ts';
import { createTracing } from '../tracing.ts';

export interface RecordedTelemetry extends Telemetry {
  /** Log lines as they were written, parsed. */
  readonly lines: Record<string, unknown>[];
  readonly spans: InMemorySpanExporter;
}

/** Telemetry that keeps everything in memory, for tests to read. */
export function createRecordedTelemetry(name = 'test'): RecordedTelemetry {
  const service = { name, version: '0.0.0' };
  const lines: Record<string, unknown>[] = [];
  const spans = new InMemorySpanExporter();
  const tracing = createTracing(service, { processors: [new SimpleSpanProcessor(spans)] });
  return {
    lines,
    spans,
    logger: createLogger(service, 'trace', { write: (line) => void lines.push(JSON.parse(line)) }),
    metrics: new Registry(),
    tracing,
    shutdown: () => tracing.shutdown(),
  };
}
