import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { authorize } from '../client/authorize.ts';
import { predictDigit } from '../client/predict-digit.ts';
import { describePrediction } from '../digits/describe-prediction.ts';
import { pickDigit, type Digit } from '../digits/held-out.ts';
import { readImage } from '../digits/read-image.ts';
import { CommandError } from '../exit.ts';
import { requireKind } from '../stack/require-kind.ts';
import { useStack, withStack, type StackOptions } from '../stack/use-stack.ts';
import { toJson, type Terminal } from '../terminal.ts';
import type { Workspace } from '../workspace.ts';
import { integerArgument } from './arguments.ts';
import { examples } from './examples.ts';

interface PredictCommandOptions extends StackOptions {
  readonly image?: string;
  readonly index?: number;
  readonly model: string;
  readonly timeout: number;
  readonly json?: boolean;
}

export function addPredict(program: Command, workspace: Workspace, terminal: Terminal): void {
  withStack(program.command('predict'))
    .description('Let the running stack read one handwritten digit')
    .addOption(
      new Option('--image <file>', 'text, CSV or JSON of 64 numbers from 0 to 16, or an 8x8 PGM').conflicts(
        'index',
      ),
    )
    .option(
      '--index <n>',
      'scan of data/digits/held-out.csv, from 0 on (default: any)',
      integerArgument(0, 1e6),
    )
    .option('--model <name>', 'the ensemble, or one model of it', 'digits')
    .option('--timeout <ms>', 'deadline of the request', integerArgument(1, 600_000), 10_000)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('predict', 'predict --index 7 --json', 'predict --model digits-cnn --image scan.pgm'),
    )
    .action(async ({ image, index, model, timeout, json, ...options }: PredictCommandOptions) => {
      const digit = image === undefined ? pickDigit(workspace.root, index, Math.random) : readDigit(image);
      await useStack({ workspace, terminal }, options, async (stack) => {
        requireKind(stack, 'gateway');
        const token = await authorize(stack, { client: 'demo', audience: 'gateway' });
        const question = { origin: stack.origin, token, model, timeoutMillis: timeout };
        const prediction = await predictDigit(digit, question);
        terminal.print(json ? toJson(prediction) : describePrediction(prediction, digit.pixels));
      });
    });
}

function readDigit(file: string): Digit {
  try {
    return { pixels: readImage(readFileSync(file), file), expected: undefined };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('usage', `${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
