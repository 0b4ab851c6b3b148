import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readDigits } from './digits-csv.ts';
import { writeJson } from './json-files.ts';
import { answerByCnn, answerByMlp } from './model-answers.ts';
import { places } from './places.ts';
import { predictedLabels, type Answers } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { cnnRecipes, mlpRecipes, pairRecipes, type CnnRecipeName, type MlpRecipeName } from './recipes.ts';
import { countCorrect } from './score.ts';
import { select, type CrossValidation } from './select.ts';
import { combinedLabels, strategies, strategyWords } from './strategies.ts';
import { makeCnn, makeMlp } from './train.ts';

const foldCount = 5;
const seed = 1;
const mlpNames = Object.keys(mlpRecipes) as MlpRecipeName[];

/** Answers of every candidate for the rows of one fold, which none of them has seen. */
interface Fold {
  readonly labels: readonly number[];
  readonly cnn: Readonly<Record<CnnRecipeName, Answers>>;
  readonly mlp: Readonly<Record<MlpRecipeName, Answers>>;
}

/** Compares candidates and strategies on train and validation rows only, and records what is chosen. */
export async function crossValidate(): Promise<void> {
  const folder = join(places.scratch, 'folds');
  await runPython('split.py', ['--data', places.data, '--out', folder, '--folds', String(foldCount)]);
  const folds: Fold[] = [];
  for (let fold = 0; fold < foldCount; fold += 1) {
    folds.push(await answerFold(join(folder, `fold-${fold}`)));
    console.log(`fold ${folds.length} of ${foldCount} is answered`);
  }
  rmSync(folder, { recursive: true });
  const result = summarise(folds);
  writeJson(join(places.data, 'cross-validation.json'), result);
  console.log(`wrong of ${result.rows}: ${JSON.stringify(result.members)}`);
  for (const { recipe, strategy, wrong } of [...result.combinations, result.chosen]) {
    console.log(`${wrong} wrong: ${recipe.cnn} and ${recipe.mlp} by ${strategyWords(strategy)}`);
  }
  console.log('the last line is the chosen one');
}

/** At most two trainings at a time: one of model A in a process of its own, one of model B here. */
async function answerFold(data: string): Promise<Fold> {
  const unseen = readDigits(data, 'held-out');
  const training = { data, parts: ['train'], seed } as const;
  const answersOfCnns = async () => {
    const answers = [];
    for (const recipe of cnnRecipes) {
      const out = join(data, recipe);
      await makeCnn({ ...training, out, recipe });
      answers.push([recipe, await answerByCnn(out, unseen)] as const);
    }
    return Object.fromEntries(answers) as Fold['cnn'];
  };
  const answersOfMlps = async () => {
    const answers = [];
    for (const recipe of mlpNames) {
      const out = join(data, recipe);
      await makeMlp({ ...training, out, recipe });
      answers.push([recipe, await answerByMlp(out, unseen)] as const);
    }
    return Object.fromEntries(answers) as Fold['mlp'];
  };
  const [cnn, mlp] = await Promise.all([answersOfCnns(), answersOfMlps()]);
  return { labels: unseen.labels, cnn, mlp };
}

function summarise(folds: readonly Fold[]): CrossValidation {
  const wrongOf = (labelsOf: (fold: Fold) => number[]): number =>
    folds.reduce((sum, fold) => sum + fold.labels.length - countCorrect(fold.labels, labelsOf(fold)), 0);
  const members = {
    cnn: Object.fromEntries(
      cnnRecipes.map((name) => [name, wrongOf(({ cnn }) => predictedLabels(cnn[name]))]),
    ),
    mlp: Object.fromEntries(mlpNames.map((name) => [name, wrongOf(({ mlp }) => predictedLabels(mlp[name]))])),
  } as CrossValidation['members'];
  const combinations = pairRecipes.flatMap((recipe) =>
    strategies.map((strategy) => ({
      recipe,
      strategy,
      wrong: wrongOf(({ cnn, mlp }) =>
        combinedLabels({ cnn: cnn[recipe.cnn], mlp: mlp[recipe.mlp] }, strategy),
      ),
    })),
  );
  const rows = folds.reduce((sum, { labels }) => sum + labels.length, 0);
  return { rows, folds: foldCount, seed, members, combinations, chosen: select(combinations, members) };
}
