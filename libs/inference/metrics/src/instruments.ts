import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PREFIX = 'slipway_model_';

const LABELS = ['model', 'version'] as const;

export const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A version of a model, as metrics name it. */
export interface ModelId {
  readonly name: string;
  readonly version: string;
}

export const labelsOf = ({ name, version }: ModelId) => ({ model: name, version });

/** Makes metrics by model and version, named alike. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const labelNames = (extra: readonly string[]) => [...LABELS, ...extra];
  return {
    counter: (name: string, help: string, ...extra: readonly string[]) =>
      new Counter({ name: PREFIX + name, help, labelNames: labelNames(extra), registers }),
    gauge: (name: string, help: string, ...extra: readonly string[]) =>
      new Gauge({ name: PREFIX + name, help, labelNames: labelNames(extra), registers }),
    histogram: (name: string, help: string, buckets: number[]) =>
      new Histogram({ name: PREFIX + name, help, labelNames: LABELS, buckets, registers }),
  };
}
