import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Outcome } from './outcome.ts';
import { addTo, newTotals, toStatistics, type ModelStatistics, type Totals } from './statistics.ts';

/** A version of a model, as metrics name it. */
export interface ModelId {
  readonly name: string;
  readonly version: string;
}

export interface LoadedFacts {
  readonly digest: string;
  /** What computes, with its version. */
  readonly backend: string;
  readonly loadSeconds: number;
}

export interface Observation {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly requestSeconds: number;
  /** Absent where nothing was executed. */
  readonly computeSeconds?: number;
}

/** Counts what models do, for Prometheus and for the statistics extension. */
export interface ModelMetrics {
  loaded(model: ModelId, facts: LoadedFacts): void;
  started(model: ModelId, rows: number): void;
  finished(model: ModelId, observation: Observation): void;
  statistics(model: ModelId): ModelStatistics;
}

const labelNames = ['model', 'version'] as const;
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export function createModelMetrics(registry: Registry): ModelMetrics {
  const registers = [registry];
  const counter = (name: string, help: string, extra: readonly string[] = []) =>
    new Counter({ name: `slipway_model_${name}`, help, labelNames: [...labelNames, ...extra], registers });
  const gauge = (name: string, help: string, extra: readonly string[] = []) =>
    new Gauge({ name: `slipway_model_${name}`, help, labelNames: [...labelNames, ...extra], registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `slipway_model_${name}`, help, labelNames, buckets, registers });

  const requests = counter('requests_total', 'Inference requests by outcome', ['outcome']);
  const rows = counter('rows_total', 'Rows answered');
  const executions = counter('executions_total', 'Executions of the runtime');
  const requestDuration = histogram(
    'request_duration_seconds',
    'Time of a request in the model server',
    SECONDS,
  );
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
  const pendingRows = gauge('pending_rows', 'Rows accepted and not yet answered: the signal to scale on');
  const loadSeconds = gauge('load_seconds', 'Time to verify, load and warm up');
  const ready = gauge('ready', '1 when loaded and warmed up');
  const info = gauge('info', 'Digest and runtime of what is served', ['digest', 'runtime']);
  const totals = new Map<string, Totals>();
  const totalsOf = ({ name, version }: ModelId) => {
    const key = `${name}/${version}`;
    const found = totals.get(key) ?? newTotals();
    totals.set(key, found);
    return found;
  };

  return {
    loaded(model, facts) {
      loadSeconds.set(labels(model), facts.loadSeconds);
      ready.set(labels(model), 1);
      info.set({ ...labels(model), digest: facts.digest, runtime: facts.backend }, 1);
    },
    started: (model, count) => pendingRows.inc(labels(model), count),
    finished(model, observation) {
      const of = labels(model);
      pendingRows.dec(of, observation.rows);
      requests.inc({ ...of, outcome: observation.outcome });
      requestDuration.observe(of, observation.requestSeconds);
      if (observation.computeSeconds !== undefined) {
        executions.inc(of);
        batchRows.observe(of, observation.rows);
        computeDuration.observe(of, observation.computeSeconds);
        queueDuration.observe(of, Math.max(0, observation.requestSeconds - observation.computeSeconds));
      }
      if (observation.outcome === 'success') rows.inc(of, observation.rows);
      addTo(totalsOf(model), observation);
    },
    statistics: (model) => toStatistics(model, totalsOf(model)),
  };
}

const labels = ({ name, version }: ModelId) => ({ model: name, version });
