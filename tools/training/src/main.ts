import { join } from 'node:path';
import { writeCards } from './cards.ts';
import { check } from './check.ts';
import { crossValidate } from './cross-validate.ts';
import { evaluate } from './evaluate.ts';
import { modelVersion, stampManifest } from './model-manifest.ts';
import { places } from './places.ts';
import { preparePython, runPython } from './python.ts';
import { repeatSplits } from './repeat-splits.ts';
import { chosen } from './select.ts';
import { finalFit, makeCnn, makeMlp } from './train.ts';

const commands: Readonly<Record<string, () => Promise<void> | void>> = {
  split: async () => {
    await preparePython();
    await runPython('split.py', ['--out', places.data]);
  },
  cnn: async () => {
    await preparePython();
    await makeCnn({ ...finalFit, recipe: chosen().recipe.cnn, out: join(places.cnn, modelVersion) });
    stampManifest(places.cnn);
  },
  mlp: async () => {
    await makeMlp({ ...finalFit, recipe: chosen().recipe.mlp, out: join(places.mlp, modelVersion) });
    stampManifest(places.mlp);
  },
  'cross-validate': async () => {
    await preparePython();
    await crossValidate();
  },
  repeat: async () => {
    await preparePython();
    await repeatSplits();
  },
  evaluate,
  cards: writeCards,
  check: async () => {
    await preparePython();
    if (!(await check())) process.exitCode = 1;
  },
};

const name = process.argv[2] ?? '';
const command = commands[name];
if (command === undefined) {
  console.error(`expected one of ${Object.keys(commands).join(', ')}, got "${name}"`);
  process.exit(2);
}
try {
  await command();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
