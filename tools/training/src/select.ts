import { join } from 'node:path';
import { readJson } from './json-files.ts';
import { places } from './places.ts';
import type { CnnRecipeName, MlpRecipeName, PairRecipe } from './recipes.ts';
import { strategies, strategyWords, type Strategy } from './strategies.ts';

/** Wrong answers of one pair combined in one way. */
export interface Combination {
  readonly recipe: PairRecipe;
  readonly strategy: Strategy;
  readonly wrong: number;
}

export interface MembersWrong {
  readonly cnn: Readonly<Record<CnnRecipeName, number>>;
  readonly mlp: Readonly<Record<MlpRecipeName, number>>;
}

/** What was found within the development rows, each row answered by models that had not seen it. */
export interface CrossValidation {
  readonly rows: number;
  readonly folds: number;
  readonly seed: number;
  readonly members: MembersWrong;
  readonly combinations: readonly Combination[];
  readonly chosen: Combination;
}

/** The rule of `data/digits/protocol.md`; `combinations` are in the order of its tables. */
export function select(combinations: readonly Combination[], members: MembersWrong): Combination {
  const simplicity = ({ strategy }: Combination): number =>
    strategies.findIndex((other) => strategyWords(other) === strategyWords(strategy));
  const difference = ({ recipe }: Combination): number =>
    Math.abs(members.cnn[recipe.cnn] - members.mlp[recipe.mlp]);
  const [best] = [...combinations].sort(
    (one, other) =>
      one.wrong - other.wrong || simplicity(one) - simplicity(other) || difference(one) - difference(other),
  );
  if (best === undefined) throw new Error('expected at least one combination to select from');
  return best;
}

export function readCrossValidation(): CrossValidation {
  return readJson<CrossValidation>(join(places.data, 'cross-validation.json'));
}

/** What selection came out with: the recipes to fit by and the strategy to combine by. */
export function chosen(): Combination {
  return readCrossValidation().chosen;
}
