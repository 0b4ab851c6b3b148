import { createInterface } from 'node:readline/promises';
import { CommandError } from '../exit.ts';

/** Asks a person at a terminal; without one, the command line is the consent. */
export async function confirm(question: string, { yes }: { readonly yes: boolean }): Promise<void> {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new CommandError('failed', 'Not applied: nothing was changed');
  } finally {
    lines.close();
  }
}
