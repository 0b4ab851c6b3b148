import { confusions, pairedChange, score, scorePerClass } from './score.ts';

const expected = [0, 1, 1, 2, 2, 2];
const predicted = [0, 1, 7, 2, 7, 7];

test('counts correct answers, in all and of each class', () => {
  expect(score(expected, predicted)).toMatchObject({ count: 6, correct: 3, accuracy: 0.5 });
  expect(scorePerClass(expected, predicted)[2]).toEqual({ label: 2, count: 3, correct: 1, accuracy: 1 / 3 });
});

test('lists confusions, the most frequent first', () => {
  expect(confusions(expected, predicted)).toEqual([
    { expected: 2, predicted: 7, count: 2 },
    { expected: 1, predicted: 7, count: 1 },
  ]);
});

test('tells what a combination mended from what it broke', () => {
  const change = pairedChange(expected, predicted, [3, 1, 1, 2, 2, 7]);
  expect(change).toMatchObject({ wrongToRight: 2, rightToWrong: 1, mcnemarExactP: 1 });
});
