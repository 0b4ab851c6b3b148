import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PairAnswers } from './combine.ts';
import { readDigits, type Digits } from './digits-csv.ts';
import { committedDigests, committedPair, type EnsembleMetrics, type MemberMetrics } from './evaluate.ts';
import { isOfFiles } from './evaluation-log.ts';
import { readJson } from './json-files.ts';
import { digestVersion, modelVersion } from './model-manifest.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { countCorrect, score } from './score.ts';
import { chosen } from './select.ts';
import { combinedLabels } from './strategies.ts';
import { finalFit, makePair } from './train.ts';

const members = ['cnn', 'mlp'] as const;
const dataParts = ['train', 'validation', 'held-out'] as const;
/** Share of held-out scans to which a retrained model of other bytes must give the committed one's label. */
const leastAgreement = 0.96;

type Member = (typeof members)[number];

interface Finding {
  readonly what: string;
  readonly passed: boolean;
}

/** Makes data and models anew in a temporary folder and compares them with what is committed. */
export async function check(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-training-'));
  try {
    const findings = [
      ...(await checkData(folder)),
      ...members.map(checkDigests),
      ...(await checkRetrained(folder)),
    ];
    for (const { what, passed } of findings) console.log(`${passed ? 'ok    ' : 'FAILED'} ${what}`);
    const failed = findings.filter(({ passed }) => !passed).length;
    console.log(`${findings.length - failed} passed, ${failed} failed`);
    return failed === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function checkData(folder: string): Promise<Finding[]> {
  const remade = join(folder, 'data');
  await runPython('split.py', ['--out', remade]);
  return dataParts.map((part) => {
    const [committed, again] = [places.data, remade].map((place) => readFileSync(join(place, `${part}.csv`)));
    return { what: `${part}.csv is remade bit for bit`, passed: committed!.equals(again!) };
  });
}

function checkDigests(member: Member): Finding {
  const manifest = parse(readFileSync(join(places[member], 'model.yaml'), 'utf8')) as {
    versions: { version: string; digest: string }[];
  };
  const declared = manifest.versions.find(({ version }) => version === modelVersion)?.digest;
  const { digest } = digestVersion(join(places[member], modelVersion));
  return { what: `${member}: files have the digest that model.yaml declares`, passed: declared === digest };
}

async function checkRetrained(folder: string): Promise<Finding[]> {
  console.log('training both models anew');
  const retrained = { cnn: join(folder, 'cnn'), mlp: join(folder, 'mlp') };
  await makePair({ ...finalFit, recipe: chosen().recipe, out: retrained });
  const heldOut = readDigits(places.data, 'held-out');
  const answers = {
    retrained: await answerByPair(retrained, heldOut),
    committed: await answerByPair(committedPair, heldOut),
  };
  return [
    ...members.flatMap((member) => {
      const labels = {
        retrained: predictedLabels(answers.retrained[member]),
        committed: predictedLabels(answers.committed[member]),
      };
      return [...checkAccuracy(member, heldOut, labels), checkReproduced(member, retrained[member], labels)];
    }),
    checkCombined(heldOut, answers.committed),
    checkLog(),
  ];
}

interface Labels {
  readonly retrained: readonly number[];
  readonly committed: readonly number[];
}

function checkAccuracy(member: Member, { labels: expected }: Digits, labels: Labels): Finding[] {
  const { heldOut: stated, retrainingTolerance } = readJson<MemberMetrics>(
    join(places[member], 'metrics.json'),
  );
  const again = score(expected, labels.committed);
  const { accuracy } = score(expected, labels.retrained);
  return [
    {
      what: `${member}: committed model reads ${again.correct} of ${again.count} held-out scans, as stated`,
      passed: again.correct === stated.correct && again.count === stated.count,
    },
    {
      what: `${member}: retrained accuracy ${accuracy.toFixed(4)} is within ${retrainingTolerance} of the stated`,
      passed: Math.abs(accuracy - stated.accuracy) <= retrainingTolerance,
    },
  ];
}

/** The same bytes, or, where another processor rounds otherwise, nearly always the same label. */
function checkReproduced(member: Member, folder: string, { retrained, committed }: Labels): Finding {
  if (digestVersion(folder).digest === digestVersion(committedPair[member]).digest) {
    return { what: `${member}: retraining gives the committed files bit for bit`, passed: true };
  }
  const agreement = countCorrect(committed, retrained) / committed.length;
  return {
    what: `${member}: retraining gives other bytes here; labels agree on ${agreement.toFixed(4)}, at least ${leastAgreement}`,
    passed: agreement >= leastAgreement,
  };
}

function checkCombined({ labels }: Digits, answers: PairAnswers): Finding {
  const { heldOut } = readJson<EnsembleMetrics>(join(places.data, 'ensemble-metrics.json'));
  const correct = countCorrect(labels, combinedLabels(answers, chosen().strategy));
  return {
    what: `combination: committed models read ${correct} of ${labels.length} held-out scans, as stated`,
    passed: correct === heldOut.combined.correct,
  };
}

function checkLog(): Finding {
  const { evaluations } = readJson<EnsembleMetrics>(join(places.data, 'ensemble-metrics.json'));
  const last = evaluations.at(-1);
  return {
    what: `evaluation log: look ${evaluations.length}, the last, is that of the committed files`,
    passed: last !== undefined && isOfFiles(last, committedDigests()),
  };
}
