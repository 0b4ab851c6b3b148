import { join } from 'node:path';
import { version_core as tensorflowVersion } from '@tensorflow/tfjs-core';
import { env as onnxRuntime } from 'onnxruntime-node';
import { labelsByMean, type PairAnswers } from './combine.ts';
import type { CrossValidation } from './cross-validate.ts';
import { readDigits, type Digits } from './digits-csv.ts';
import { logEvaluation, type Evaluation } from './evaluation-log.ts';
import { readJson, writeJson } from './json-files.ts';
import { digestVersion, modelVersion } from './model-manifest.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { confusions, countCorrect, pairedChange, score, scorePerClass } from './score.ts';
import { summariseSplits } from './summarise-splits.ts';
import { finalFit } from './train.ts';

const generatedBy = 'tools/training/src/evaluate.ts';
/** How far a retrained model's accuracy on the held-out rows may lie from the committed one's. */
const retrainingTolerance = 0.015;
const members = { 'digits-cnn': 'cnn', 'digits-mlp': 'mlp' } as const;
type MemberName = keyof typeof members;

const computedBy = {
  'digits-cnn': `onnxruntime-node ${onnxRuntime.versions.node}, CPU, float32`,
  'digits-mlp': `TensorFlow.js ${tensorflowVersion}, WASM backend, float32`,
  combination: 'mean of the probabilities in float64; of equal classes the first',
};

export const committedPair = { cnn: join(places.cnn, modelVersion), mlp: join(places.mlp, modelVersion) };

export function committedDigests(): Evaluation['digests'] {
  return {
    'digits-cnn': digestVersion(committedPair.cnn).digest,
    'digits-mlp': digestVersion(committedPair.mlp).digest,
  };
}

/** Measures the committed models: `metrics.json` beside each, `ensemble-metrics.json` beside the data. */
export async function evaluate(): Promise<void> {
  const digits = readDigits(places.data, 'held-out');
  const heldOut = { digits, answers: await answerByPair(committedPair, digits) };
  for (const name of Object.keys(members) as MemberName[]) {
    writeJson(join(places[members[name]], 'metrics.json'), memberMetrics(name, heldOut));
  }
  const path = join(places.data, 'ensemble-metrics.json');
  const { evaluations } = readJson<EnsembleMetrics>(path);
  writeJson(path, ensembleMetrics(heldOut, evaluations));
}

interface AnsweredPart {
  readonly digits: Digits;
  readonly answers: PairAnswers;
}

function trainedOn(): Evaluation['trainedOn'] {
  const { data, parts } = finalFit;
  return { parts, rows: readDigits(data, ...parts).labels.length };
}

function memberMetrics(name: MemberName, { digits, answers }: AnsweredPart) {
  const { rows, folds, wrong } = readJson<CrossValidation>(join(places.data, 'cross-validation.json'));
  const expected = digits.labels;
  const predicted = predictedLabels(answers[members[name]]);
  return {
    generatedBy,
    version: modelVersion,
    trainedOn: trainedOn(),
    // What the choice of the recipe was based on.
    crossValidation: { rows, folds, wrong: wrong[name]! },
    computedBy: computedBy[name],
    heldOut: {
      ...score(expected, predicted),
      perClass: scorePerClass(expected, predicted),
      confusions: confusions(expected, predicted),
    },
    retrainingTolerance,
  };
}

function ensembleMetrics({ digits, answers }: AnsweredPart, evaluations: readonly Evaluation[]) {
  const expected = digits.labels;
  const combined = labelsByMean(answers);
  const [cnn, mlp] = [predictedLabels(answers.cnn), predictedLabels(answers.mlp)];
  const repeatedSplits = summariseSplits(join(places.data, 'repeated-splits.json'));
  return {
    generatedBy,
    strategy: 'mean',
    weights: { 'digits-cnn': 1, 'digits-mlp': 1 },
    versions: { 'digits-cnn': modelVersion, 'digits-mlp': modelVersion },
    computedBy,
    heldOut: {
      count: expected.length,
      members: { 'digits-cnn': score(expected, cnn), 'digits-mlp': score(expected, mlp) },
      combined: score(expected, combined),
      paired: {
        'digits-cnn': pairedChange(expected, cnn, combined),
        'digits-mlp': pairedChange(expected, mlp, combined),
      },
    },
    repeatedSplits,
    evaluations: logEvaluation(evaluations, {
      trainedOn: trainedOn(),
      digests: committedDigests(),
      count: expected.length,
      correct: {
        'digits-cnn': countCorrect(expected, cnn),
        'digits-mlp': countCorrect(expected, mlp),
        combined: countCorrect(expected, combined),
      },
      repeatedSplits: {
        gainOverBetterMember: repeatedSplits.gain['over the better member'],
        combinedAgainstBetterMember: repeatedSplits.combinedAgainstBetterMember,
      },
    }),
  };
}

export type MemberMetrics = ReturnType<typeof memberMetrics>;
export type EnsembleMetrics = ReturnType<typeof ensembleMetrics>;
