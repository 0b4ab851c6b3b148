export type Interval = readonly [low: number, high: number];

const normal95 = 1.959963984540054;

/** 95 % Wilson score interval of a share. */
export function wilson95(successes: number, count: number): Interval {
  const share = successes / count;
  const spread = normal95 ** 2 / count;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (normal95 / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return [centre - half, centre + half];
}

/** Two-sided exact McNemar test: how likely so uneven a split of the discordant pairs is by chance. */
export function mcnemarExact(oneWay: number, otherWay: number): number {
  const pairs = oneWay + otherWay;
  let term = 0.5 ** pairs;
  let tail = 0;
  for (let fewer = 0; fewer <= Math.min(oneWay, otherWay); fewer += 1) {
    tail += term;
    term *= (pairs - fewer) / (fewer + 1);
  }
  return Math.min(1, 2 * tail);
}

/** Student's t at 97.5 % by degrees of freedom, from a table; the entry below serves between. */
const student975: ReadonlyArray<readonly [freedom: number, t: number]> = [
  [4, 2.776],
  [9, 2.262],
  [14, 2.145],
  [19, 2.093],
  [23, 2.069],
  [24, 2.064],
  [29, 2.045],
  [39, 2.023],
  [49, 2.01],
];

/** Mean with its 95 % interval by Student's t; takes at least five values. */
export function meanWithInterval95(values: readonly number[]): { mean: number; interval95: Interval } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const t = student975.findLast(([freedom]) => freedom <= values.length - 1)?.[1];
  if (t === undefined) throw new Error(`expected at least 5 values, got ${values.length}`);
  const half = t * Math.sqrt(squares / (values.length - 1) / values.length);
  return { mean, interval95: [mean - half, mean + half] };
}
