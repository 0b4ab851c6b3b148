import { createRateLimiter } from './rate-limit.ts';

function limiterAt(ratePerSecond: number, rateBurst: number) {
  let millis = 0;
  const limiter = createRateLimiter({ ratePerSecond, rateBurst, now: () => millis });
  return { ...limiter, pass: (more: number) => (millis += more) };
}

describe('a rate limiter', () => {
  it('admits a burst, then says how long to wait for the next', () => {
    const { take } = limiterAt(10, 3);
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0]);
    expect(take('a')).toBeCloseTo(0.1);
  });

  it('admits the rate in the long run, and no more', () => {
    const { take, pass } = limiterAt(10, 3);
    let admitted = 0;
    for (let n = 0; n < 1_000; n++) {
      if (take('a') === 0) admitted++;
      pass(10);
    }
    expect(admitted).toBeGreaterThanOrEqual(100);
    expect(admitted).toBeLessThanOrEqual(103);
  });

  it('lets no client use up the tokens of another', () => {
    const { take } = limiterAt(1, 1);
    expect([take('a'), take('b')]).toEqual([0, 0]);
    expect(take('a')).toBeGreaterThan(0);
  });

  it('forgets clients whose bucket has filled up', () => {
    const { take, pass, clients } = limiterAt(10, 10);
    for (let n = 0; n < 100; n++) take(`client-${n}`);
    pass(5_000);
    take('late');
    expect(clients()).toBe(1);
  });
});
