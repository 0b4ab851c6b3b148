import type { ModelId } from './instruments.ts';
import type { Observation } from './request-metrics.ts';

/** Statistics of one version in the shape of Triton's extension; durations are sums in nanoseconds. */
export interface ModelStatistics {
  readonly name: string;
  readonly version: string;
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<string, { readonly count: number; readonly ns: number }>>;
}

/** Sums since the start, in Triton's terms. */
export interface Totals {
  lastInferenceMillis: number;
  rows: number;
  executions: number;
  success: { count: number; ns: number };
  fail: { count: number; ns: number };
  queue: { count: number; ns: number };
  compute: { count: number; ns: number };
}

export const newTotals = (): Totals => ({
  lastInferenceMillis: 0,
  rows: 0,
  executions: 0,
  success: { count: 0, ns: 0 },
  fail: { count: 0, ns: 0 },
  queue: { count: 0, ns: 0 },
  compute: { count: 0, ns: 0 },
});

export function addTo(totals: Totals, { outcome, rows, requestSeconds, computeSeconds }: Observation): void {
  const add = (to: { count: number; ns: number }, seconds: number) => {
    to.count++;
    to.ns += Math.round(seconds * 1e9);
  };
  add(outcome === 'success' ? totals.success : totals.fail, requestSeconds);
  if (outcome === 'success') {
    totals.rows += rows;
    totals.lastInferenceMillis = Date.now();
  }
  if (computeSeconds === undefined) return;
  totals.executions++;
  add(totals.compute, computeSeconds);
  add(totals.queue, queueSeconds(requestSeconds, computeSeconds));
}

/** What of a request was no execution was waiting. */
export const queueSeconds = (requestSeconds: number, computeSeconds: number): number =>
  Math.max(0, requestSeconds - computeSeconds);

export const toStatistics = ({ name, version }: ModelId, totals: Totals): ModelStatistics => ({
  name,
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
