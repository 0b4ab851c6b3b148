import { mcnemarExact, meanWithInterval95, wilson95 } from './statistics.ts';

test('the Wilson interval agrees with the published one of 81 successes in 263', () => {
  const [low, high] = wilson95(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
});

test('the Wilson interval of all correct ends at 1', () => {
  expect(wilson95(100, 100)[1]).toBeCloseTo(1, 12);
});

test('the exact McNemar test is twice the smaller binomial tail', () => {
  expect(mcnemarExact(6, 0)).toBeCloseTo(2 / 64, 12);
  expect(mcnemarExact(1, 5)).toBeCloseTo((2 * 7) / 64, 12);
});

test('the exact McNemar test finds nothing in no or in balanced changes', () => {
  expect(mcnemarExact(0, 0)).toBe(1);
  expect(mcnemarExact(4, 4)).toBe(1);
});

test('the interval of a mean uses the t of its degrees of freedom', () => {
  const { mean, interval95 } = meanWithInterval95([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  expect(interval95[1] - 3).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 9);
});

test('the interval of a mean refuses fewer than five values', () => {
  expect(() => meanWithInterval95([1, 2])).toThrow('expected at least 5 values, got 2');
});
