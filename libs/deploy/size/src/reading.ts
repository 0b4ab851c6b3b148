/** What one instance of a service said of itself at one moment. */
export interface Reading {
  readonly instance: string;
  /** Of one clock for all readings; only differences count. */
  readonly atSeconds: number;
  /** CPU time since the start of the process, in seconds of one core. */
  readonly cpuSeconds: number;
  readonly residentMiB: number;
  /** Of the resident memory: what JavaScript has allocated. */
  readonly heapMiB: number;
}

const MIB = 1024 * 1024;

/** The metrics of prom-client that a reading is made of; every service of ours has them on every platform. */
const METRICS = {
  cpuSeconds: 'process_cpu_seconds_total',
  residentMiB: 'process_resident_memory_bytes',
  heapMiB: 'nodejs_heap_size_used_bytes',
} as const;

/** Reads the text format of Prometheus; undefined where one of the metrics is missing. */
export function readUsage(text: string): Omit<Reading, 'instance' | 'atSeconds'> | undefined {
  const valueOf = (name: string) =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  const cpuSeconds = valueOf(METRICS.cpuSeconds);
  const residentMiB = valueOf(METRICS.residentMiB) / MIB;
  const heapMiB = valueOf(METRICS.heapMiB) / MIB;
  return [cpuSeconds, residentMiB, heapMiB].every(Number.isFinite)
    ? { cpuSeconds, residentMiB, heapMiB }
    : undefined;
}
