import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readDigits } from './digits-csv.ts';
import { writeJson } from './json-files.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { countCorrect } from './score.ts';
import { chosen } from './select.ts';
import { combinedLabels } from './strategies.ts';
import { makePair } from './train.ts';

const windowCount = 24;
const firstSeed = 101;

/** Correct answers on the rows of one window, by models trained on all other rows. */
export interface SplitResult {
  readonly window: number;
  readonly seed: number;
  readonly count: number;
  readonly correct: {
    readonly 'digits-cnn': number;
    readonly 'digits-mlp': number;
    readonly combined: number;
  };
}

/** Does the chosen recipe over with other rows held out: is the gain a property of it, or luck? */
export async function repeatSplits(): Promise<void> {
  const results: SplitResult[] = [];
  for (let window = 0; window < windowCount; window += 1) {
    results.push(await resultOfWindow(window));
    console.log(`window ${results.length} of ${windowCount}: ${JSON.stringify(results.at(-1))}`);
  }
  writeJson(join(places.data, 'repeated-splits.json'), results);
}

async function resultOfWindow(window: number): Promise<SplitResult> {
  const { recipe, strategy } = chosen();
  const seed = firstSeed + window;
  const data = join(places.scratch, `window-${window}`);
  await runPython('split.py', ['--out', data, '--window', String(window)]);
  const folders = { cnn: join(data, 'cnn'), mlp: join(data, 'mlp') };
  await makePair({ data, parts: ['train'], recipe, out: folders, seed });
  const heldOut = readDigits(data, 'held-out');
  const answers = await answerByPair(folders, heldOut);
  rmSync(data, { recursive: true });
  return {
    window,
    seed,
    count: heldOut.labels.length,
    correct: {
      'digits-cnn': countCorrect(heldOut.labels, predictedLabels(answers.cnn)),
      'digits-mlp': countCorrect(heldOut.labels, predictedLabels(answers.mlp)),
      combined: countCorrect(heldOut.labels, combinedLabels(answers, strategy)),
    },
  };
}
