import type { Reading } from './reading.ts';

/** What a service takes in one phase. */
export interface PhaseFigures {
  /** CPU time of all its instances together, in cores: what one would take that has all the load. */
  readonly cpusMean: number;
  readonly cpusP95: number;
  readonly cpusMax: number;
  /** Memory of the one instance that has most. */
  readonly residentP95MiB: number;
  readonly residentMaxMiB: number;
  readonly heapMaxMiB: number;
}

/** Sums up the readings of one service in one phase; undefined where they are too few to tell a rate. */
export function figuresOf(readings: readonly Reading[]): PhaseFigures | undefined {
  const rates = ratesOf(readings);
  if (rates.length === 0) return undefined;
  const [cpus, resident, heap] = [
    sorted(rates),
    sorted(readings.map(({ residentMiB }) => residentMiB)),
    sorted(readings.map(({ heapMiB }) => heapMiB)),
  ];
  return {
    cpusMean: toThousandth(cpus.reduce((total, value) => total + value, 0) / cpus.length),
    cpusP95: toThousandth(quantile(cpus, 0.95)),
    cpusMax: toThousandth(quantile(cpus, 1)),
    residentP95MiB: Math.ceil(quantile(resident, 0.95)),
    residentMaxMiB: Math.ceil(quantile(resident, 1)),
    heapMaxMiB: Math.ceil(quantile(heap, 1)),
  };
}

/** CPU time between one round of readings and the next, in cores, over all instances. */
function ratesOf(readings: readonly Reading[]): readonly number[] {
  const series = Map.groupBy(readings, ({ instance }) => instance);
  const rates = [...series.values()].map((of) => {
    const ordered = of.toSorted((a, b) => a.atSeconds - b.atSeconds);
    return ordered.slice(1).map((reading, index) => {
      const before = ordered[index]!;
      // A process that was started anew counts from zero.
      const used = Math.max(0, reading.cpuSeconds - before.cpuSeconds);
      return used / (reading.atSeconds - before.atSeconds);
    });
  });
  const rounds = Math.min(...rates.map(({ length }) => length));
  if (!Number.isFinite(rounds)) return [];
  return Array.from({ length: rounds }, (_, round) => rates.reduce((total, of) => total + of[round]!, 0));
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** The nearest rank. */
const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;

const toThousandth = (value: number) => Math.round(value * 1000) / 1000;
