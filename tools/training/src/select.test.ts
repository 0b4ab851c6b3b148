import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { places } from './places.ts';
import type { PairRecipe } from './recipes.ts';
import { chosen, readCrossValidation, select, type Combination } from './select.ts';
import { strategies } from './strategies.ts';

const members = {
  cnn: { 'one-pooling': 40, 'two-poolings': 30 },
  mlp: { 'as-before': 45, stronger: 42, kernel: 43 },
};
const [mean, weighted] = strategies;

function combination(recipe: PairRecipe, strategy = mean!, wrong = 20): Combination {
  return { recipe, strategy, wrong };
}

const first = combination({ cnn: 'one-pooling', mlp: 'as-before' });

test('the fewest wrong answers decide', () => {
  const better = combination({ cnn: 'two-poolings', mlp: 'stronger' }, weighted, 19);
  expect(select([first, better], members)).toBe(better);
});

test('of equals the simpler strategy is taken, even of less equal members', () => {
  const weightedEqual = combination({ cnn: 'one-pooling', mlp: 'stronger' }, weighted);
  expect(select([weightedEqual, first], members)).toBe(first);
});

test('of equals of one strategy the pair of more equal members is taken', () => {
  const moreEqual = combination({ cnn: 'one-pooling', mlp: 'stronger' });
  expect(select([first, moreEqual], members)).toBe(moreEqual);
});

test('the recorded choice is what the rule gives', () => {
  const { combinations, members: recorded } = readCrossValidation();
  expect(chosen()).toEqual(select(combinations, recorded));
});

test('the ensemble is declared with the chosen strategy', () => {
  const path = join(places.ensembleCard, '../digits.yaml');
  const declared = parse(readFileSync(path, 'utf8')) as {
    strategy: string;
    members: { weight?: number }[];
  };
  const { strategy, weights } = chosen().strategy;
  expect(declared.strategy).toBe(strategy);
  expect(declared.members.map(({ weight = 1 }) => weight)).toEqual([weights.cnn, weights.mlp]);
});
