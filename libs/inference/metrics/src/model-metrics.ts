import type { Registry } from 'prom-client';
import { createInstruments, labelsOf, SECONDS, type ModelId } from './instruments.ts';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';
import { queueSeconds } from './statistics.ts';

const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export interface LoadedFacts {
  readonly digest: string;
  /** What computes, with its version. */
  readonly backend: string;
  readonly loadSeconds: number;
}

/** Counts what models do besides: for whoever loads and executes them. */
export interface ModelMetrics extends RequestMetrics {
  loaded(model: ModelId, facts: LoadedFacts): void;
}

export function createModelMetrics(registry: Registry): ModelMetrics {
  const requests = createRequestMetrics(registry);
  const { counter, gauge, histogram } = createInstruments(registry);
  const executions = counter('executions_total', 'Executions of the runtime');
  const queueDuration = histogram(
    'queue_duration_seconds',
    'Time that a request waited for its execution',
    SECONDS,
  );
  const computeDuration = histogram(
    'compute_duration_seconds',
    'Time of an execution in the runtime',
    SECONDS,
  );
  const batchRows = histogram('batch_rows', 'Rows of an execution', ROWS);
  const loadSeconds = gauge('load_seconds', 'Time to verify, load and warm up');
  const ready = gauge('ready', '1 when loaded and warmed up');
  const info = gauge('info', 'Digest and runtime of what is served', 'digest', 'runtime');

  return {
    ...requests,
    loaded(model, facts) {
      loadSeconds.set(labelsOf(model), facts.loadSeconds);
      ready.set(labelsOf(model), 1);
      info.set({ ...labelsOf(model), digest: facts.digest, runtime: facts.backend }, 1);
    },
    finished(model, observation) {
      requests.finished(model, observation);
      const { rows, requestSeconds, computeSeconds } = observation;
      if (computeSeconds === undefined) return;
      const labels = labelsOf(model);
      executions.inc(labels);
      batchRows.observe(labels, rows);
      computeDuration.observe(labels, computeSeconds);
      queueDuration.observe(labels, queueSeconds(requestSeconds, computeSeconds));
    },
  };
}
