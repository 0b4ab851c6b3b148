import type { PhaseFigures } from './figures.ts';
import type { PhaseName } from './phases.ts';

/** What was measured of one service. */
export type Measurement = Readonly<Record<PhaseName, PhaseFigures>>;

/** What a declaration says of a service's size. */
export interface Size {
  readonly requests: { readonly cpus: number; readonly memoryMiB: number };
  readonly limits: { readonly cpus: number; readonly memoryMiB: number };
}

/** The rule, in numbers: docs/how-to/size-services.md says why each is what it is. */
export const rule = {
  leastCpuRequest: 0.02,
  cpuRequestStep: 0.01,
  /** A limit is so many times what a burst took at most. */
  cpuHeadroom: 2,
  /** A start takes half a core for some seconds. */
  leastCpuLimit: 0.5,
  cpuLimitStep: 0.25,
  memoryRequestStepMiB: 16,
  /** As much again as was ever seen is for bodies under way: as bytes, and as what is made of them. */
  memoryHeadroom: 2,
  /** A quarter of a limit is for bodies as bytes, and the largest one that a service takes has 64 MiB. */
  leastMemoryLimitMiB: 4 * 64,
  /** This share of a limit is JavaScript's heap, of which what it held may be two thirds. */
  heapShare: 0.5,
  heapHeadroom: 1.5,
  memoryLimitStepMiB: 64,
} as const;

/** Requests and limits that follow from a measurement. */
export function propose(measured: Measurement): Size {
  const { objective } = measured;
  const { cpusMax, residentMaxMiB, heapMaxMiB, otherMaxMiB } = peaksOf(measured);
  return {
    requests: {
      cpus: Math.max(rule.leastCpuRequest, roundUp(objective.cpusP95, rule.cpuRequestStep)),
      memoryMiB: roundUp(objective.residentP95MiB, rule.memoryRequestStepMiB),
    },
    limits: {
      cpus: Math.max(rule.leastCpuLimit, roundUp(rule.cpuHeadroom * cpusMax, rule.cpuLimitStep)),
      memoryMiB: roundUp(
        Math.max(
          rule.leastMemoryLimitMiB,
          rule.memoryHeadroom * residentMaxMiB,
          (rule.heapHeadroom * heapMaxMiB) / rule.heapShare,
          otherMaxMiB / (1 - rule.heapShare),
        ),
        rule.memoryLimitStepMiB,
      ),
    },
  };
}

/** The most of each over all phases. */
export function peaksOf(measured: Measurement) {
  const most = (of: (figures: PhaseFigures) => number) => Math.max(...Object.values(measured).map(of));
  return {
    cpusMax: most(({ cpusMax }) => cpusMax),
    residentMaxMiB: most(({ residentMaxMiB }) => residentMaxMiB),
    heapMaxMiB: most(({ heapMaxMiB }) => heapMaxMiB),
    /** Buffers, tensors, code: all that a limit of the heap does not bound. */
    otherMaxMiB: most(({ residentMaxMiB, heapMaxMiB }) => residentMaxMiB - heapMaxMiB),
  };
}

/** Free of what binary fractions add: 0.07 is not 0.07000000000000001. */
const roundUp = (value: number, step: number): number =>
  Math.round(Math.ceil(Number((value / step).toFixed(6))) * step * 1000) / 1000;
