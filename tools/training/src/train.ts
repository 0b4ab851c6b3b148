import { join } from 'node:path';
import { developmentParts, readDigits, type Part } from './digits-csv.ts';
import { saveMlp } from './mlp-files.ts';
import { places } from './places.ts';
import { runPython } from './python.ts';
import {
  mlpRecipes,
  type CnnRecipeName,
  type MlpRecipe,
  type MlpRecipeName,
  type PairRecipe,
} from './recipes.ts';
import { useBackend } from './tensorflow.ts';
import { trainKernelMlp } from './train-kernel-mlp.ts';
import { trainMlp } from './train-mlp.ts';

/** What to train on, how, where to, and the seed of every random draw of it. */
export interface Training<Recipe> {
  /** Folder that holds the parts. */
  readonly data: string;
  readonly parts: readonly Part[];
  readonly recipe: Recipe;
  /** Folder of the model version to write. */
  readonly out: string;
  readonly seed: number;
}

/** How the committed models are fitted, once everything about them is chosen: to all development rows. */
export const finalFit = { data: places.data, parts: developmentParts, seed: 1 } as const;

/** Trains model A into `model.onnx`. */
export async function makeCnn({ data, parts, recipe, out, seed }: Training<CnnRecipeName>): Promise<void> {
  await runPython('train_cnn.py', [
    ...['--data', data, '--parts', ...parts, '--recipe', recipe],
    ...['--out', join(out, 'model.onnx'), '--seed', String(seed)],
  ]);
}

/** Trains model B into `model.json` and its weights. */
export async function makeMlp({ data, parts, recipe, out, seed }: Training<MlpRecipeName>): Promise<void> {
  await useBackend('wasm');
  const digits = readDigits(data, ...parts);
  const settings: MlpRecipe = mlpRecipes[recipe];
  const mlp = 'gamma' in settings ? trainKernelMlp(digits, settings) : trainMlp(digits, settings, seed);
  await saveMlp(mlp, out);
  mlp.dispose();
}

/** Folders of the two members of the ensemble, one model version each. */
export interface PairFolders {
  readonly cnn: string;
  readonly mlp: string;
}

/** Trains both, A in a process of its own beside B. */
export async function makePair({
  out,
  recipe,
  ...rest
}: Omit<Training<PairRecipe>, 'out'> & { out: PairFolders }): Promise<void> {
  await Promise.all([
    makeCnn({ ...rest, recipe: recipe.cnn, out: out.cnn }),
    makeMlp({ ...rest, recipe: recipe.mlp, out: out.mlp }),
  ]);
}
