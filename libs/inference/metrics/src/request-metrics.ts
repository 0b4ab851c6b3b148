import type { Registry } from 'prom-client';
import { createInstruments, labelsOf, SECONDS, type ModelId } from './instruments.ts';
import type { Outcome } from './outcome.ts';
import { addTo, newTotals, toStatistics, type ModelStatistics, type Totals } from './statistics.ts';

export interface Observation {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly requestSeconds: number;
  /** Absent where nothing was executed. */
  readonly computeSeconds?: number;
  /** Whether the answer of an ensemble lacks some of its members. */
  readonly partial?: boolean;
}

/** Counts what is asked of models, for Prometheus and for the statistics extension. */
export interface RequestMetrics {
  started(model: ModelId, rows: number): void;
  finished(model: ModelId, observation: Observation): void;
  statistics(model: ModelId): ModelStatistics;
}

/** For whoever answers inference requests, by itself or by asking others. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const { counter, gauge, histogram } = createInstruments(registry);
  const requests = counter('requests_total', 'Inference requests by outcome', 'outcome');
  const rows = counter('rows_total', 'Rows answered');
  const partials = counter('partial_answers_total', 'Answers of an ensemble without some of its members');
  const requestDuration = histogram(
    'request_duration_seconds',
    'Time of an inference request in this service',
    SECONDS,
  );
  const pendingRows = gauge('pending_rows', 'Rows accepted and not yet answered: the signal to scale on');
  const totals = new Map<string, Totals>();
  const totalsOf = ({ name, version }: ModelId) => {
    const key = `${name}/${version}`;
    const found = totals.get(key) ?? newTotals();
    totals.set(key, found);
    return found;
  };

  return {
    started: (model, count) => pendingRows.inc(labelsOf(model), count),
    finished(model, observation) {
      const labels = labelsOf(model);
      pendingRows.dec(labels, observation.rows);
      requests.inc({ ...labels, outcome: observation.outcome });
      requestDuration.observe(labels, observation.requestSeconds);
      if (observation.outcome === 'success') rows.inc(labels, observation.rows);
      if (observation.partial) partials.inc(labels);
      addTo(totalsOf(model), observation);
    },
    statistics: (model) => toStatistics(model, totalsOf(model)),
  };
}
