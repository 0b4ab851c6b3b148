import { backoffMillis } from './backoff.ts';
import { createRestartPolicy } from './restart-policy.ts';

describe('the delay before a restart', () => {
  it.each([
    [1, 0, 125],
    [1, 1, 250],
    [2, 1, 500],
    [6, 1, 8_000],
    [7, 1, 10_000],
    [100, 1, 10_000],
    [100, 0, 5_000],
  ])('of attempt %i with chance %d is %i ms', (attempt, random, expected) => {
    expect(backoffMillis(attempt, random)).toBe(expected);
  });
});

describe('the restart policy', () => {
  it('gives a port that is taken five attempts, then gives up', () => {
    const policy = createRestartPolicy(() => 0);
    const kinds = Array.from({ length: 6 }, () => policy.decide({ code: 69, signal: undefined }, 0).kind);
    expect(kinds).toEqual([...Array(5).fill('restart'), 'give-up']);
  });

  it('starts over when somebody has changed something', () => {
    const policy = createRestartPolicy(() => 0);
    policy.decide({ code: 1, signal: undefined }, 0);
    policy.reset();
    expect(policy.decide({ code: 1, signal: undefined }, 0)).toMatchObject({ attempt: 1 });
  });
});
