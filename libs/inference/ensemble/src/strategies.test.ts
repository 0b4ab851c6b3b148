import { argmax } from './combine.ts';
import { aggregate, strategies, type MemberOutcome, type Strategy } from './index.ts';
import { answered, digits, failed, member, probabilities, requestOf } from './testing/digits.ts';

const weighted = [member('a', { weight: 3 }), member('b', { weight: 1 }), member('c', { weight: 4 })];

function combine(strategy: Strategy, outcomes: MemberOutcome[], rows = 1) {
  const result = aggregate(digits({ strategy, members: weighted }), requestOf(rows), outcomes);
  if (!result.ok) throw new Error(result.problem.detail);
  const { outputs, members } = result.value;
  return { elements: [...(outputs[0]?.data as Float64Array)], shares: members.map(({ share }) => share) };
}

const answers = (...members: number[][][]) =>
  members.map((rows, index) => answered('abc'.charAt(index), probabilities(rows)));

it('mean gives each answer the same part', () => {
  const outcomes = answers([[1, 0]], [[0.5, 0.5]], [[0, 1]]);
  expect(combine('mean', outcomes)).toEqual({ elements: [0.5, 0.5], shares: [1 / 3, 1 / 3, 1 / 3] });
});

it('the mean of equal FP32 answers is that answer to the bit', () => {
  const data = Float32Array.from([0.1, 0.9, 1 / 3, 2 / 3]);
  const tensor = { name: 'probabilities', datatype: 'FP32' as const, shape: [2, 2], data };
  const definition = digits({ outputs: [{ name: 'p', datatype: 'FP32', shape: [-1, 2] }] });
  const outcomes = ['a', 'b', 'c'].map((model) => answered(model, tensor));
  expect(aggregate(definition, requestOf(2), outcomes)).toMatchObject({ value: { outputs: [{ data }] } });
});

it('weighted-mean scales the weights of those that answered to 1', () => {
  const [a, b, c] = answers([[1, 0]], [[0, 1]], [[0, 1]]) as [MemberOutcome, MemberOutcome, MemberOutcome];
  expect(combine('weighted-mean', [a, b, c])).toEqual({
    elements: [0.375, 0.625],
    shares: [0.375, 0.125, 0.5],
  });
  expect(combine('weighted-mean', [a, b, failed('c', 'unavailable')])).toEqual({
    elements: [0.75, 0.25],
    shares: [0.75, 0.25, 0],
  });
});

it('majority-vote answers the fraction of the votes, row by row', () => {
  const rows = answers([[0.6, 0.4], [0, 1]], [[0.9, 0.1], [0.4, 0.6]], [[0.2, 0.8], [0.1, 0.9]]); // prettier-ignore
  expect(combine('majority-vote', rows, 2)).toEqual({ elements: [2 / 3, 1 / 3, 0, 1], shares: [1, 1, 0.5] });
});

it.each([
  ['the second class, of higher mean probability', [[0.6, 0.4]], [[0.1, 0.9]], 1],
  ['the first class, of higher mean probability', [[0.9, 0.1]], [[0.4, 0.6]], 0],
  ['the first class, all else being equal', [[0.75, 0.25]], [[0.25, 0.75]], 0],
])('majority-vote breaks a tie for %s, and the largest element shows it', (_, a, b, winner) => {
  const { elements, shares } = combine('majority-vote', answers(a, b));
  expect(argmax(elements, 0, 2)).toBe(winner);
  expect(elements[winner]).toBeCloseTo(0.5, 12);
  expect(elements[1 - winner]).toBe(0.5);
  expect(shares).toEqual([winner === 0 ? 1 : 0, winner === 1 ? 1 : 0, 0]);
});

it('max-confidence takes each row from the surest member, the first on a tie', () => {
  const rows = answers([[0.6, 0.4], [0.1, 0.9]], [[0.8, 0.2], [0.9, 0.1]], [[0.7, 0.3], [0.5, 0.5]]); // prettier-ignore
  expect(combine('max-confidence', rows, 2)).toEqual({
    elements: [0.8, 0.2, 0.1, 0.9],
    shares: [0.5, 0.5, 0],
  });
});

describe.each(strategies)('%s', (strategy) => {
  it('does not depend on the order in which the answers came', () => {
    const outcomes = answers([[0.3, 0.7]], [[0.61, 0.39]], [[0.2, 0.8]]);
    expect(combine(strategy, outcomes.toReversed())).toEqual(combine(strategy, outcomes));
  });

  it('answers what all members agree upon as the most probable class', () => {
    for (let row = 1; row < 50; row++) {
      const sure = 0.5 + row / 100;
      const { elements } = combine(strategy, answers([[1 - sure, sure]], [[0.49, 0.51]], [[0, 1]]));
      expect(argmax(elements, 0, 2)).toBe(1);
    }
  });

  it('leaves the answers of the members as they were', () => {
    const outcomes = answers([[0.3, 0.7]], [[0.6, 0.4]]);
    const before = structuredClone(outcomes);
    combine(strategy, outcomes);
    expect(outcomes).toEqual(before);
  });

  it('answers no rows with none', () => {
    const empty = { ...probabilities([]), shape: [0, 2] };
    expect(combine(strategy, [answered('a', empty)], 0).elements).toEqual([]);
  });
});
