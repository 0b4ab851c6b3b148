import { logEvaluation, type Evaluation } from './evaluation-log.ts';

function evaluationOf(digest: string, combined: number): Omit<Evaluation, 'look'> {
  return {
    split: 'by order',
    trainedOn: { parts: ['train'], rows: 862 },
    digests: { 'digits-cnn': digest, 'digits-mlp': 'sha256:b' },
    count: 719,
    correct: { 'digits-cnn': 700, 'digits-mlp': 700, combined },
    repeatedSplits: {
      gainOverBetterMember: { mean: 0, interval95: [0, 0] },
      combinedAgainstBetterMember: { above: 0, equal: 0, below: 0 },
    },
  };
}

test('other files are another look, which leaves the earlier one as it was', () => {
  const first = logEvaluation([], evaluationOf('sha256:a', 701));
  const both = logEvaluation(first, evaluationOf('sha256:c', 702));
  expect(both.map(({ look, correct }) => [look, correct.combined])).toEqual([
    [1, 701],
    [2, 702],
  ]);
  expect(both[0]).toBe(first[0]);
});

test('the same files measured again are the same look', () => {
  const first = logEvaluation([], evaluationOf('sha256:a', 701));
  expect(logEvaluation(first, evaluationOf('sha256:a', 701))).toEqual(first);
});
