import { peaksOf, type Measurement, type Size } from './propose.ts';

/** What a process was told about its own size. */
export interface ProcessSettings {
  /** `--max-old-space-size` of NODE_OPTIONS; absent where Node decides by the machine. */
  readonly heapLimitMiB?: number;
  /** SLIPWAY_THREADS, for model servers: threads of one execution. */
  readonly threads?: number;
  /** SLIPWAY_MAX_BYTES_IN_FLIGHT: bodies that it holds at once. */
  readonly bytesInFlightMiB?: number;
}

const MIB = 1024 * 1024;

/** Share of its heap's limit that a process may fill before it does little else than collect garbage. */
const FULL_HEAP = 0.8;

/** What does not fit, a line each: the setting, the limit, and the way to mend it. */
export function judgeFit(
  service: string,
  { limits }: Pick<Size, 'limits'>,
  { settings, measured }: { readonly settings: ProcessSettings; readonly measured: Measurement },
): readonly string[] {
  const { heapLimitMiB, threads, bytesInFlightMiB } = settings;
  const { residentMaxMiB, heapMaxMiB, otherMaxMiB } = peaksOf(measured);
  const cores = Math.max(1, Math.floor(limits.cpus));
  const mend = `raise limits.memoryMiB in apps/${service}/service.yaml`;
  const findings: readonly (readonly [doesNotFit: boolean, what: string])[] = [
    [
      residentMaxMiB > limits.memoryMiB,
      `it took ${residentMaxMiB} MiB, and its limit is ${limits.memoryMiB} MiB: ${mend}`,
    ],
    [
      heapLimitMiB !== undefined && heapMaxMiB > FULL_HEAP * heapLimitMiB,
      `its heap held ${heapMaxMiB} MiB of the ${heapLimitMiB} MiB that NODE_OPTIONS allows: ${mend}`,
    ],
    [
      heapLimitMiB !== undefined && heapLimitMiB + otherMaxMiB > limits.memoryMiB,
      `a heap of ${heapLimitMiB} MiB by NODE_OPTIONS and ${otherMaxMiB} MiB beside it exceed its limit of ${limits.memoryMiB} MiB: ${mend}`,
    ],
    [
      bytesInFlightMiB !== undefined && residentMaxMiB + bytesInFlightMiB > limits.memoryMiB,
      `it took ${residentMaxMiB} MiB, and the ${bytesInFlightMiB} MiB of bodies that SLIPWAY_MAX_BYTES_IN_FLIGHT admits exceed its limit of ${limits.memoryMiB} MiB: ${mend}`,
    ],
    [
      threads !== undefined && threads > cores,
      `SLIPWAY_THREADS is ${threads}, and its limit is ${limits.cpus} cores: set it to ${cores}, or raise limits.cpus in apps/${service}/service.yaml`,
    ],
  ];
  return findings.flatMap(([doesNotFit, what]) => (doesNotFit ? [`${service}: ${what}`] : []));
}

/** What a process's environment says of its size. */
export function settingsOf(env: Readonly<Record<string, string | undefined>>): ProcessSettings {
  const heap = /--max-old-space-size=(\d+)/.exec(env.NODE_OPTIONS ?? '')?.[1];
  return {
    ...(heap !== undefined && { heapLimitMiB: Number(heap) }),
    ...(env.SLIPWAY_THREADS && { threads: Number(env.SLIPWAY_THREADS) }),
    ...(env.SLIPWAY_MAX_BYTES_IN_FLIGHT && {
      bytesInFlightMiB: Math.ceil(Number(env.SLIPWAY_MAX_BYTES_IN_FLIGHT) / MIB),
    }),
  };
}
