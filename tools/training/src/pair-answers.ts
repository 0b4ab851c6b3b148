import type { PairAnswers } from './combine.ts';
import type { Digits } from './digits-csv.ts';
import { answerByCnn, answerByMlp } from './model-answers.ts';
import type { PairFolders } from './train.ts';

/** Answers of both members, each by the runtime that serves it. */
export async function answerByPair(folders: PairFolders, digits: Digits): Promise<PairAnswers> {
  return { cnn: await answerByCnn(folders.cnn, digits), mlp: await answerByMlp(folders.mlp, digits) };
}
