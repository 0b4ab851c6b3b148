import { figuresOf, readUsage, type Reading } from './index.ts';

const METRICS = `# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
process_cpu_seconds_total{service="gateway"} 2.5
process_resident_memory_bytes{service="gateway"} 104857600
nodejs_heap_size_used_bytes{service="gateway"} 20971520
nodejs_heap_size_total_bytes{service="gateway"} 41943040
`;

const reading = (atSeconds: number, cpuSeconds: number, more: Partial<Reading> = {}): Reading => ({
  instance: 'a',
  residentMiB: 100,
  heapMiB: 20,
  ...more,
  atSeconds,
  cpuSeconds,
});

describe('a reading', () => {
  it('is what a service says of itself', () => {
    expect(readUsage(METRICS)).toEqual({ cpuSeconds: 2.5, residentMiB: 100, heapMiB: 20 });
  });

  it('is none where a metric is missing', () => {
    expect(readUsage(METRICS.replace('process_cpu_seconds_total{', 'other{'))).toBeUndefined();
    expect(readUsage('')).toBeUndefined();
  });
});

describe('figures', () => {
  it('are CPU time between readings, whatever lies between them', () => {
    const figures = figuresOf([reading(0, 10), reading(2, 10.2), reading(3, 10.7), reading(5, 10.8)]);
    expect(figures).toMatchObject({ cpusP95: 0.5, cpusMax: 0.5 });
    expect(figures!.cpusMean).toBeCloseTo((0.1 + 0.5 + 0.05) / 3, 3);
  });

  it('leave the rarest five in a hundred out of the 95th percentile, and not out of the most', () => {
    // 40 differences, of which two are high.
    let cpuSeconds = 0;
    const readings = Array.from({ length: 41 }, (_, at) =>
      reading(at, (cpuSeconds += at === 7 || at === 30 ? 0.9 : 0.1)),
    );
    expect(figuresOf(readings)).toMatchObject({ cpusP95: 0.1, cpusMax: 0.9 });
  });

  it('add the CPU time of all instances, and take the memory of the largest', () => {
    const figures = figuresOf([
      ...[reading(0, 0), reading(1, 0.2)],
      ...[reading(0, 5), reading(1, 5.3)].map((one) => ({
        ...one,
        instance: 'b',
        residentMiB: 150.2,
        heapMiB: 10,
      })),
    ]);
    expect(figures).toMatchObject({
      cpusMean: 0.5,
      residentMaxMiB: 151,
      residentP95MiB: 151,
      heapMaxMiB: 20,
    });
  });

  it('do not count below nothing where a process was started anew', () => {
    expect(figuresOf([reading(0, 50), reading(1, 0.4), reading(2, 0.5)])).toMatchObject({ cpusMax: 0.1 });
  });

  it('are none of fewer than two readings of an instance', () => {
    expect(figuresOf([])).toBeUndefined();
    expect(figuresOf([reading(0, 1)])).toBeUndefined();
  });
});
