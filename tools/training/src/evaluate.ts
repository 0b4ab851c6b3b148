import { join } from 'node:path';
import { version_core as tensorflowVersion } from '@tensorflow/tfjs-core';
import { env as onnxRuntime } from 'onnxruntime-node';
import type { PairAnswers } from './combine.ts';
import { readDigits, type Digits } from './digits-csv.ts';
import { logEvaluation, type Evaluation } from './evaluation-log.ts';
import { readJson, writeJson } from './json-files.ts';
import { digestVersion, modelVersion } from './model-manifest.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { confusions, countCorrect, pairedChange, score, scorePerClass } from './score.ts';
import { chosen, readCrossValidation } from './select.ts';
import { combinedLabels, strategyWords, type Strategy } from './strategies.ts';
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
  const { rows, folds, members: wrong } = readCrossValidation();
  const recipe = chosen().recipe;
  const expected = digits.labels;
  const predicted = predictedLabels(answers[members[name]]);
  return {
    generatedBy,
    version: modelVersion,
    recipe: name === 'digits-cnn' ? recipe.cnn : recipe.mlp,
    trainedOn: trainedOn(),
    // What the choice of the recipe was based on: wrong answers of each candidate for this member.
    crossValidation: { rows, folds, wrong: wrong[members[name]] as Readonly<Record<string, number>> },
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
  const { strategy } = chosen();
  const combined = combinedLabels(answers, strategy);
  const [cnn, mlp] = [predictedLabels(answers.cnn), predictedLabels(answers.mlp)];
  const repeatedSplits = summariseSplits(join(places.data, 'repeated-splits.json'));
  return {
    generatedBy,
    strategy: strategy.strategy,
    weights: { 'digits-cnn': strategy.weights.cnn, 'digits-mlp': strategy.weights.mlp },
    versions: { 'digits-cnn': modelVersion, 'digits-mlp': modelVersion },
    computedBy: { ...computedBy, combination: `${combinationWords(strategy)}; of equal classes the first` },
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
      split: 'by order',
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

function combinationWords(strategy: Strategy): string {
  return `${strategyWords(strategy)} of the probabilities in float64`;
}

export type MemberMetrics = ReturnType<typeof memberMetrics>;
export type EnsembleMetrics = ReturnType<typeof ensembleMetrics>;
