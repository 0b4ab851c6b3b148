import { countRequests, judgeObjectives } from './index.ts';

const NAME = 'http_server_request_duration_seconds';
const series = (route: string, status: number, { count, quick }: { count: number; quick: number }) => {
  const labels = `http_request_method="POST",http_route="${route}",http_response_status_code="${status}"`;
  return [
    `${NAME}_bucket{le="0.25",service="a",${labels}} ${quick}`,
    `${NAME}_bucket{le="2.5",service="a",${labels}} ${count}`,
    `${NAME}_bucket{le="+Inf",service="a",${labels}} ${count}`,
    `${NAME}_sum{service="a",${labels}} 1.5`,
    `${NAME}_count{service="a",${labels}} ${count}`,
  ];
};

const metrics = [
  `# HELP ${NAME} Duration of requests`,
  `# TYPE ${NAME} histogram`,
  ...series('/v2/models/:model/infer', 200, { count: 90, quick: 88 }),
  ...series('/v2/models/:model/infer', 400, { count: 6, quick: 6 }),
  ...series('/v2/models/:model/infer', 499, { count: 2, quick: 0 }),
  ...series('/v2/models/:model/infer', 503, { count: 4, quick: 4 }),
  ...series('/readyz', 503, { count: 70, quick: 70 }),
  ...series('/v2/health/live', 200, { count: 50, quick: 50 }),
  ...series('/metrics', 200, { count: 30, quick: 30 }),
  'process_start_time_seconds 1',
  '',
].join('\n');

const slo = { availabilityPercent: 99.9, latencyMillis: 250, latencyPercent: 99, windowDays: 28 };

describe('requests of callers', () => {
  it('are counted without what the platform asks', () => {
    expect(countRequests(metrics, 250)).toEqual({ all: 102, failed: 4, answered: 96, inTime: 94 });
  });

  it('are never in time where no bucket ends at the objective', () => {
    expect(countRequests(metrics, 100).inTime).toBe(0);
  });
});

describe('objectives', () => {
  const good = { all: 1_000, failed: 1, answered: 999, inTime: 990 };

  it('are met at their very edge', () => {
    const verdicts = judgeObjectives({ name: 'a', slo }, good);
    expect(verdicts).toEqual([
      {
        service: 'a',
        slo: 'availability',
        objectivePercent: 99.9,
        measuredPercent: 99.9,
        requests: 1_000,
        isMet: true,
      },
      expect.objectContaining({ slo: 'latency', limitMillis: 250, requests: 999, isMet: true }),
    ]);
  });

  it.each([
    ['one failure too many', { failed: 2 }, [false, true]],
    ['slow answers', { inTime: 980 }, [true, false]],
  ])('are missed by %s', (_, change, met) => {
    const verdicts = judgeObjectives({ name: 'a', slo }, { ...good, ...change });
    expect(verdicts.map(({ isMet }) => isMet)).toEqual(met);
  });

  it('are not met by a service that nobody asked', () => {
    const verdicts = judgeObjectives({ name: 'a', slo }, { all: 0, failed: 0, answered: 0, inTime: 0 });
    expect(verdicts.map(({ isMet, measuredPercent }) => [isMet, measuredPercent])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
  });

  it('are judged only where they are declared', () => {
    expect(judgeObjectives({ name: 'a', slo: undefined }, good)).toEqual([]);
  });
});
