import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { labelsByMean } from './combine.ts';
import { developmentParts, readDigits } from './digits-csv.ts';
import { writeJson } from './json-files.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { countCorrect } from './score.ts';
import { makePair } from './train.ts';

const splitCount = 24;
const firstSeed = 101;

/** Correct answers on the held-out part of one split, by models trained on all of its other rows. */
export interface SplitResult {
  readonly seed: number;
  readonly count: number;
  readonly correct: {
    readonly 'digits-cnn': number;
    readonly 'digits-mlp': number;
    readonly combined: number;
  };
}

/** Does the whole recipe over on other splits of all rows: is the gain a property of it, or luck? */
export async function repeatSplits(): Promise<void> {
  const results: SplitResult[] = [];
  for (let seed = firstSeed; seed < firstSeed + splitCount; seed += 1) {
    results.push(await resultOfSplit(seed));
    console.log(`split ${results.length} of ${splitCount}: ${JSON.stringify(results.at(-1))}`);
  }
  writeJson(join(places.data, 'repeated-splits.json'), results);
}

async function resultOfSplit(seed: number): Promise<SplitResult> {
  const data = join(places.scratch, `split-${seed}`);
  await runPython('split.py', ['--out', data, '--seed', String(seed)]);
  const folders = { cnn: join(data, 'cnn'), mlp: join(data, 'mlp') };
  await makePair({ data, parts: developmentParts, out: folders, seed });
  const heldOut = readDigits(data, 'held-out');
  const answers = await answerByPair(folders, heldOut);
  rmSync(data, { recursive: true });
  return {
    seed,
    count: heldOut.labels.length,
    correct: {
      'digits-cnn': countCorrect(heldOut.labels, predictedLabels(answers.cnn)),
      'digits-mlp': countCorrect(heldOut.labels, predictedLabels(answers.mlp)),
      combined: countCorrect(heldOut.labels, labelsByMean(answers)),
    },
  };
}
