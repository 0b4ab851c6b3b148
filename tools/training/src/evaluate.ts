import { join } from 'node:path';
import { version_core as tensorflowVersion } from '@tensorflow/tfjs-core';
import { env as onnxRuntime } from 'onnxruntime-node';
import { labelsByMean, type PairAnswers } from './combine.ts';
import { readDigits, type Digits, type Part } from './digits-csv.ts';
import { writeJson } from './json-files.ts';
import { modelVersion } from './model-manifest.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { confusions, pairedChange, score, scorePerClass } from './score.ts';
import { summariseSplits } from './summarise-splits.ts';

const generatedBy = 'tools/training/src/evaluate.ts';
/** How far a retrained model's accuracy may lie from the committed one's. */
const retrainingTolerance = { validation: 0.025, heldOut: 0.015 };
const members = { 'digits-cnn': 'cnn', 'digits-mlp': 'mlp' } as const;
type MemberName = keyof typeof members;

const computedBy = {
  'digits-cnn': `onnxruntime-node ${onnxRuntime.versions.node}, CPU, float32`,
  'digits-mlp': `TensorFlow.js ${tensorflowVersion}, WASM backend, float32`,
  combination: 'mean of the probabilities in float64; of equal classes the first',
};

/** Measures the committed models: `metrics.json` beside each, `ensemble-metrics.json` beside the data. */
export async function evaluate(): Promise<void> {
  const validation = await answerPart('validation');
  const heldOut = await answerPart('held-out');
  for (const name of Object.keys(members) as MemberName[]) {
    writeJson(join(places[members[name]], 'metrics.json'), memberMetrics(name, { validation, heldOut }));
  }
  writeJson(join(places.data, 'ensemble-metrics.json'), ensembleMetrics(heldOut));
}

interface AnsweredPart {
  readonly digits: Digits;
  readonly answers: PairAnswers;
}

async function answerPart(part: Part): Promise<AnsweredPart> {
  const digits = readDigits(places.data, part);
  const folders = { cnn: join(places.cnn, modelVersion), mlp: join(places.mlp, modelVersion) };
  return { digits, answers: await answerByPair(folders, digits) };
}

function memberMetrics(name: MemberName, parts: { validation: AnsweredPart; heldOut: AnsweredPart }) {
  const labelsOf = ({ answers }: AnsweredPart): number[] => predictedLabels(answers[members[name]]);
  const expected = parts.heldOut.digits.labels;
  const predicted = labelsOf(parts.heldOut);
  return {
    generatedBy,
    version: modelVersion,
    computedBy: computedBy[name],
    heldOut: {
      ...score(expected, predicted),
      perClass: scorePerClass(expected, predicted),
      confusions: confusions(expected, predicted),
    },
    validation: score(parts.validation.digits.labels, labelsOf(parts.validation)),
    retrainingTolerance,
  };
}

function ensembleMetrics({ digits, answers }: AnsweredPart) {
  const expected = digits.labels;
  const combined = labelsByMean(answers);
  const [cnn, mlp] = [predictedLabels(answers.cnn), predictedLabels(answers.mlp)];
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
    repeatedSplits: summariseSplits(join(places.data, 'repeated-splits.json')),
  };
}

export type MemberMetrics = ReturnType<typeof memberMetrics>;
export type EnsembleMetrics = ReturnType<typeof ensembleMetrics>;
