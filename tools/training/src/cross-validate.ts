import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { labelsByMaxConfidence, labelsByMean, type PairAnswers } from './combine.ts';
import { readDigits } from './digits-csv.ts';
import { writeJson } from './json-files.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { countCorrect } from './score.ts';
import { makePair } from './train.ts';

const foldCount = 5;
const repetitionSeeds = [201, 202, 203];

/** Each way to answer, by the name it has in `cross-validation.json`. */
const ways: Readonly<Record<string, (answers: PairAnswers) => number[]>> = {
  'digits-cnn': ({ cnn }) => predictedLabels(cnn),
  'digits-mlp': ({ mlp }) => predictedLabels(mlp),
  mean: (answers) => labelsByMean(answers),
  'mean, digits-cnn counted twice': (answers) => labelsByMean(answers, { cnn: 2, mlp: 1 }),
  'mean, digits-mlp counted twice': (answers) => labelsByMean(answers, { cnn: 1, mlp: 2 }),
  'max confidence': labelsByMaxConfidence,
};

export interface CrossValidation {
  readonly rows: number;
  readonly folds: number;
  /** Wrong answers of each way, one number a repetition. */
  readonly wrong: Record<string, number[]>;
}

/** Compares members and strategies on train and validation rows only, each row answered unseen. */
export async function crossValidate(): Promise<void> {
  const wrong = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]));
  let rows = 0;
  for (const seed of repetitionSeeds) {
    const folder = join(places.scratch, `folds-${seed}`);
    await runPython('split.py', [
      ...['--data', places.data, '--out', folder],
      ...['--folds', String(foldCount), '--seed', String(seed)],
    ]);
    const inRepetition = Object.fromEntries(Object.keys(ways).map((name) => [name, 0]));
    rows = 0;
    for (let fold = 0; fold < foldCount; fold += 1) {
      const data = join(folder, `fold-${fold}`);
      const { answers, labels } = await answerFold(data, seed * foldCount + fold);
      rows += labels.length;
      for (const [name, answer] of Object.entries(ways)) {
        inRepetition[name]! += labels.length - countCorrect(labels, answer(answers));
      }
    }
    for (const [name, count] of Object.entries(inRepetition)) wrong[name]!.push(count);
    console.log(`repetition ${seed}: wrong of ${rows}: ${JSON.stringify(inRepetition)}`);
    rmSync(folder, { recursive: true });
  }
  const result: CrossValidation = { rows, folds: foldCount, wrong };
  writeJson(join(places.data, 'cross-validation.json'), result);
}

async function answerFold(
  data: string,
  seed: number,
): Promise<{ answers: PairAnswers; labels: readonly number[] }> {
  const folders = { cnn: join(data, 'cnn'), mlp: join(data, 'mlp') };
  await makePair({ data, parts: ['train'], out: folders, seed });
  const unseen = readDigits(data, 'held-out');
  return { answers: await answerByPair(folders, unseen), labels: unseen.labels };
}
