import type { Measurement, PhaseFigures } from '../index.ts';

const quiet: PhaseFigures = {
  cpusMean: 0.01,
  cpusP95: 0.02,
  cpusMax: 0.03,
  residentP95MiB: 90,
  residentMaxMiB: 95,
  heapMaxMiB: 20,
};

/** A measurement that is quiet but for what is given. */
export const measurement = (
  given: Readonly<Partial<Record<keyof Measurement, Partial<PhaseFigures>>>> = {},
): Measurement => ({
  rest: { ...quiet, ...given.rest },
  objective: { ...quiet, ...given.objective },
  burst: { ...quiet, ...given.burst },
  batches: { ...quiet, ...given.batches },
});
