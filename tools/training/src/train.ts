import { join } from 'node:path';
import { readDigits } from './digits-csv.ts';
import { saveMlp } from './mlp-files.ts';
import { runPython } from './python.ts';
import { useBackend } from './tensorflow.ts';
import { trainMlp } from './train-mlp.ts';

/** Seed of the committed models. */
export const committedSeed = 1;

/** What to train on, where to, and the seed of every random draw of it. */
export interface Training {
  /** Folder that holds `train.csv`. */
  readonly data: string;
  /** Folder of the model version to write. */
  readonly out: string;
  readonly seed: number;
}

/** Trains model A into `model.onnx`. */
export async function makeCnn({ data, out, seed }: Training): Promise<void> {
  await runPython('train_cnn.py', ['--data', data, '--out', join(out, 'model.onnx'), '--seed', String(seed)]);
}

/** Trains model B into `model.json` and its weights. */
export async function makeMlp({ data, out, seed }: Training): Promise<void> {
  await useBackend('wasm');
  const mlp = trainMlp(readDigits(join(data, 'train.csv')), seed);
  await saveMlp(mlp, out);
  mlp.dispose();
}

/** Folders of the two members of the ensemble, one model version each. */
export interface PairFolders {
  readonly cnn: string;
  readonly mlp: string;
}

/** Trains both on `<data>/train.csv`, A in a process of its own beside B. */
export async function makePair(data: string, out: PairFolders, seed: number): Promise<void> {
  await Promise.all([makeCnn({ data, out: out.cnn, seed }), makeMlp({ data, out: out.mlp, seed })]);
}
