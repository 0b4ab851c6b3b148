import type { ModelStatistics } from '@slipway/inference-rest';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ServedModel } from './served-model.ts';

export type Outcome = 'success' | 'rejected' | 'cancelled' | 'failed';

export interface Observation {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly requestSeconds: number;
  /** Absent where nothing was executed. */
  readonly computeSeconds?: number;
}

/** Counts what models do, for Prometheus and for the statistics extension. */
export interface ModelMetrics {
  loaded(model: ServedModel): void;
  started(model: ServedModel, rows: number): void;
  finished(model: ServedModel, observation: Observation): void;
  statistics(model: ServedModel): ModelStatistics;
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
  const totals = new Map<ServedModel, Totals>();
  const totalsOf = (model: ServedModel) => totals.get(model) ?? totals.set(model, newTotals()).get(model)!;

  return {
    loaded(model) {
      loadSeconds.set(labels(model), model.loadSeconds);
      ready.set(labels(model), 1);
      info.set({ ...labels(model), digest: model.digest, runtime: model.model.backend }, 1);
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

const labels = ({ declaration, version }: ServedModel) => ({ model: declaration.name, version });

interface Totals {
  lastInferenceMillis: number;
  rows: number;
  executions: number;
  success: { count: number; ns: number };
  fail: { count: number; ns: number };
  queue: { count: number; ns: number };
  compute: { count: number; ns: number };
}

const newTotals = (): Totals => ({
  lastInferenceMillis: 0,
  rows: 0,
  executions: 0,
  success: { count: 0, ns: 0 },
  fail: { count: 0, ns: 0 },
  queue: { count: 0, ns: 0 },
  compute: { count: 0, ns: 0 },
});

function addTo(totals: Totals, { outcome, rows, requestSeconds, computeSeconds }: Observation): void {
  const add = (to: { count: number; ns: number }, seconds: number) => {
    to.count++;
    to.ns += Math.round(seconds * 1e9);
  };
  add(outcome === 'success' ? totals.success : totals.fail, requestSeconds);
  if (computeSeconds === undefined) return;
  totals.executions++;
  add(totals.compute, computeSeconds);
  add(totals.queue, Math.max(0, requestSeconds - computeSeconds));
  if (outcome !== 'success') return;
  totals.rows += rows;
  totals.lastInferenceMillis = Date.now();
}

const toStatistics = ({ declaration, version }: ServedModel, totals: Totals): ModelStatistics => ({
  name: declaration.name,
  version,
  last_inference: totals.lastInferenceMillis,
  inference_count: totals.rows,
  execution_count: totals.executions,
  inference_stats: {
    success: totals.success,
    fail: totals.fail,
    queue: totals.queue,
    compute_input: { count: totals.compute.count, ns: 0 },
    compute_infer: totals.compute,
    compute_output: { count: totals.compute.count, ns: 0 },
  },
});
