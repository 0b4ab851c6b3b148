import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDigits } from './digits-csv.ts';
import type { MemberMetrics } from './evaluate.ts';
import { readJson } from './json-files.ts';
import { digestVersion, modelVersion } from './model-manifest.ts';
import { answerByPair } from './pair-answers.ts';
import { places } from './places.ts';
import { predictedLabels } from './predicted-labels.ts';
import { runPython } from './python.ts';
import { score } from './score.ts';
import { committedSeed, makePair } from './train.ts';

const members = ['cnn', 'mlp'] as const;
const dataParts = ['train', 'validation', 'held-out'] as const;
const answeredParts = [
  { file: 'validation', name: 'validation' },
  { file: 'held-out', name: 'heldOut' },
] as const;

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

function checkDigests(member: (typeof members)[number]): Finding {
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
  const committed = { cnn: join(places.cnn, modelVersion), mlp: join(places.mlp, modelVersion) };
  await makePair(places.data, retrained, committedSeed);
  const findings: Finding[] = [];
  for (const { file, name } of answeredParts) {
    const digits = readDigits(join(places.data, `${file}.csv`));
    const answers = {
      retrained: await answerByPair(retrained, digits),
      committed: await answerByPair(committed, digits),
    };
    for (const member of members) {
      const stated = readJson<MemberMetrics>(join(places[member], 'metrics.json'));
      const again = score(digits.labels, predictedLabels(answers.committed[member]));
      findings.push({
        what: `${member}: committed model gives the stated ${again.correct} of ${again.count} on ${file}`,
        passed: again.correct === stated[name].correct && again.count === stated[name].count,
      });
      const { accuracy } = score(digits.labels, predictedLabels(answers.retrained[member]));
      const difference = Math.abs(accuracy - stated[name].accuracy);
      const tolerance = stated.retrainingTolerance[name];
      findings.push({
        what: `${member}: retrained accuracy ${accuracy.toFixed(4)} on ${file} is within ${tolerance} of the stated`,
        passed: difference <= tolerance,
      });
    }
  }
  return findings;
}
