import { judgeFit, propose, settingsOf } from './index.ts';
import { measurement } from './testing/measurement.ts';

describe('a proposal', () => {
  it('requests what the objective’s load takes, rounded up', () => {
    const { requests } = propose(measurement({ objective: { cpusP95: 0.1201, residentP95MiB: 113 } }));
    expect(requests).toEqual({ cpus: 0.13, memoryMiB: 128 });
  });

  it('adds nothing to what is a whole step', () => {
    const { requests } = propose(measurement({ objective: { cpusP95: 0.07, residentP95MiB: 112 } }));
    expect(requests).toEqual({ cpus: 0.07, memoryMiB: 112 });
  });

  it('limits to twice what a burst takes, and to no less than a start and the largest body need', () => {
    expect(propose(measurement({ burst: { cpusMax: 0.55 } })).limits).toEqual({ cpus: 1.25, memoryMiB: 256 });
    expect(propose(measurement()).limits.cpus).toBe(0.5);
  });

  it.each([
    ['twice what was ever seen', { residentMaxMiB: 170, heapMaxMiB: 60 }, 384],
    ['a heap that was two thirds full', { residentMaxMiB: 140, heapMaxMiB: 110 }, 384],
    ['half for what is no heap', { residentMaxMiB: 165, heapMaxMiB: 1 }, 384],
  ])('limits memory to %s', (_, batches, memoryMiB) => {
    expect(propose(measurement({ batches })).limits.memoryMiB).toBe(memoryMiB);
  });

  it('always fits, with the heap and the bodies that follow from it', () => {
    for (let residentMaxMiB = 60; residentMaxMiB < 2_000; residentMaxMiB += 37)
      for (const heapShare of [0.05, 0.3, 0.6, 0.95]) {
        const heapMaxMiB = Math.round(residentMaxMiB * heapShare);
        const measured = measurement({ batches: { residentMaxMiB, heapMaxMiB } });
        const { limits } = propose(measured);
        const settings = {
          heapLimitMiB: Math.floor(limits.memoryMiB / 2),
          bytesInFlightMiB: Math.floor(limits.memoryMiB / 4),
          threads: 1,
        };
        expect(judgeFit('x', { limits }, { settings, measured })).toEqual([]);
      }
  });
});

describe('what does not fit', () => {
  const limits = { cpus: 1.5, memoryMiB: 256 };
  const judge = (
    settings: Parameters<typeof judgeFit>[2]['settings'],
    given: Parameters<typeof measurement>[0] = {},
  ) => judgeFit('digits', { limits }, { settings, measured: measurement(given) });

  it('is nothing where nothing is set', () => {
    expect(judge({})).toEqual([]);
  });

  it.each<[string, Parameters<typeof judge>, RegExp]>([
    [
      'memory beyond the limit',
      [{}, { burst: { residentMaxMiB: 257 } }],
      /took 257 MiB, .* limit is 256 MiB/,
    ],
    ['a heap that is nearly full', [{ heapLimitMiB: 24 }], /heap held 20 MiB of the 24 MiB/],
    ['a heap that leaves no room', [{ heapLimitMiB: 200 }], /heap of 200 MiB .* 75 MiB beside it/],
    ['more bodies than there is room for', [{ bytesInFlightMiB: 512 }], /512 MiB of bodies/],
    ['more threads than cores', [{ threads: 2 }], /SLIPWAY_THREADS is 2, .* 1.5 cores: set it to 1/],
  ])('is told: %s', (_, given, expected) => {
    expect(judge(...given)).toEqual([expect.stringMatching(expected)]);
    expect(judge(...given)[0]).toMatch(/^digits: .* in apps\/digits\/service.yaml$/);
  });
});

it('reads the settings of a process from its environment', () => {
  expect(
    settingsOf({
      NODE_OPTIONS: '--enable-source-maps --max-old-space-size=192',
      SLIPWAY_THREADS: '2',
      SLIPWAY_MAX_BYTES_IN_FLIGHT: '67108864',
    }),
  ).toEqual({ heapLimitMiB: 192, threads: 2, bytesInFlightMiB: 64 });
  expect(settingsOf({ SLIPWAY_THREADS: '' })).toEqual({});
});
