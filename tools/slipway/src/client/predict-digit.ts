import type { Digit } from '../digits/held-out.ts';
import { CommandError } from '../exit.ts';
import { toPrediction, type InferAnswer, type Prediction } from './prediction.ts';
import { bearer, requestOk } from './request.ts';

export interface PredictOptions {
  /** Public origin of the stack. */
  readonly origin: string;
  readonly token: string | undefined;
  readonly model: string;
  readonly timeoutMillis: number;
}

interface ModelMetadata {
  readonly inputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
  }[];
}

export const DEADLINE_HEADER = 'x-request-timeout-ms';
/** Beyond the deadline of the request itself, so that the service's own answer about it is seen. */
const TRANSPORT_GRACE_MILLIS = 2_000;

/** Asks a model or an ensemble of the stack to read one digit. */
export async function predictDigit(digit: Digit, options: PredictOptions): Promise<Prediction> {
  const { origin, token, model, timeoutMillis } = options;
  const url = `${origin}/v2/models/${encodeURIComponent(model)}`;
  const headers = {
    ...bearer(token),
    'content-type': 'application/json',
    [DEADLINE_HEADER]: String(timeoutMillis),
  };
  const patience = timeoutMillis + TRANSPORT_GRACE_MILLIS;
  const metadata = await requestOk(url, {
    service: 'gateway',
    headers: bearer(token),
    timeoutMillis: patience,
  });
  const body = JSON.stringify(inferRequest(digit.pixels, metadata.body as ModelMetadata, model));
  const startedAt = performance.now();
  const answer = await requestOk(`${url}/infer`, {
    service: 'gateway',
    method: 'POST',
    headers,
    body,
    timeoutMillis: patience,
  });
  return toPrediction(answer.body as InferAnswer, {
    expected: digit.expected,
    traceId: answer.headers['x-trace-id'],
    durationMillis: Math.round((performance.now() - startedAt) * 100) / 100,
  });
}

/** The request for one digit, in the shape that the model's metadata asks for. */
export function inferRequest(pixels: readonly number[], { inputs }: ModelMetadata, model: string) {
  const [input] = inputs ?? [];
  const size = input?.shape.slice(1).reduce((product, dimension) => product * dimension, 1);
  if (input === undefined || inputs.length > 1 || size !== pixels.length)
    throw new CommandError(
      'usage',
      `${model} does not read one digit of ${pixels.length} pixels: choose another --model`,
    );
  const shape = [1, ...input.shape.slice(1)];
  return {
    parameters: { members: true },
    inputs: [{ name: input.name, datatype: input.datatype, shape, data: pixels }],
  };
}
