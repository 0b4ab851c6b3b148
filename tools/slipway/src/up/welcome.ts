import { authorize } from '../client/authorize.ts';
import { predictDigit } from '../client/predict-digit.ts';
import type { Prediction } from '../client/prediction.ts';
import { describePrediction } from '../digits/describe-prediction.ts';
import { pickDigit } from '../digits/held-out.ts';
import { CommandError } from '../exit.ts';
import type { RunState } from '../run-state/run-file.ts';
import { processStack } from '../stack/process-stack.ts';
import type { Stack } from '../stack/stack.ts';
import type { Workspace } from '../workspace.ts';

/** What a run tells once it is ready. */
export interface Welcome {
  readonly run: RunState;
  readonly prediction: Prediction | undefined;
  /** The same for a person. */
  readonly text: string;
}

const MODEL = 'digits';
const DEADLINE_MILLIS = 10_000;

/** Makes one real prediction through the public API of a run and tells how to make the next. */
export async function welcome(workspace: Workspace, run: RunState): Promise<Welcome> {
  const addresses = [
    ...run.services.map(({ name, url }) => [name, url] as const),
    ['logs', workspace.logsDir],
  ] as const;
  const { prediction, text } = await welcomeTo(processStack(workspace, run), workspace.root);
  return { run, prediction, text: [text, addressLines(addresses)].join('\n\n').trim() };
}

/** The same for a stack on any substrate, without the addresses. */
export async function welcomeTo(
  stack: Stack,
  root: string,
): Promise<{ readonly prediction: Prediction | undefined; readonly text: string }> {
  if (!stack.services.some(({ kind }) => kind === 'gateway')) return { prediction: undefined, text: '' };
  const token = await authorize(stack, { client: 'demo', audience: 'gateway' });
  const digit = pickDigit(root, undefined, Math.random);
  const options = { origin: stack.origin, token, model: MODEL, timeoutMillis: DEADLINE_MILLIS };
  const prediction = await predictDigit(digit, options).catch(asFailure);
  const text = [
    'A digit that no model has seen before:',
    '',
    describePrediction(prediction, digit.pixels),
    '',
    'The same prediction by hand (the token expires; ./slipway token makes the next):',
    '',
    curlCommand(stack.origin, token, digit.pixels),
  ].join('\n');
  return { prediction, text };
}

/** Nobody has named the model on the command line, so that one that is not there is no mistake in the usage. */
function asFailure(error: unknown): never {
  throw error instanceof CommandError && error.reason === 'usage'
    ? new CommandError('failed', error.message)
    : error;
}

/** One line that works where it is pasted: the request of the Open Inference Protocol for one digit. */
export function curlCommand(origin: string, token: string | undefined, pixels: readonly number[]): string {
  const inputs = [{ name: 'image', datatype: 'FP32', shape: [1, 8, 8, 1], data: pixels }];
  const headers = ['Content-Type: application/json', ...(token ? [`Authorization: Bearer ${token}`] : [])];
  return [
    `curl -s ${origin}/v2/models/${MODEL}/infer`,
    ...headers.map((header) => `-H '${header}'`),
    `-d '${JSON.stringify({ parameters: { members: true }, inputs })}'`,
  ].join(' ');
}

function addressLines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`).join('\n');
}
