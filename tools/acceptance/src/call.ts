import { randomUUID } from 'node:crypto';
import { until } from './until.ts';
import { DIGIT } from './bad-input/request.ts';
import type { Stack } from './substrate/substrate.ts';

export interface Call {
  /** The gateway by default. */
  readonly service?: string;
  /** GET by default, POST with a body. */
  readonly method?: string;
  readonly path: string;
  /** One of the service's own by default; `undefined` sends none. */
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Answers are judged by what a test expects of them, so their type is what they are read as.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

/** One request as an ordinary client makes it. */
export async function call(
  stack: Stack,
  { service = 'gateway', path, headers, body, signal, ...rest }: Call,
): Promise<Reply> {
  const token = 'token' in rest ? rest.token : stack.credentials.token({ service });
  const answer = await fetch(stack.urlOf(service) + path, {
    method: rest.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface InferCall extends Omit<Call, 'path' | 'body'> {
  readonly model?: string;
  readonly version?: string;
  /** Members of the body beside its input. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** One scan a row; a single 2 by default. */
  readonly images?: readonly (readonly number[])[];
}

/** Asks `digits`, or another model that takes the same scans. */
export function infer(
  stack: Stack,
  { model = 'digits', version, members, images = [DIGIT], ...rest }: InferCall = {},
): Promise<Reply> {
  const versioned = version === undefined ? '' : `/versions/${version}`;
  return call(stack, {
    ...rest,
    path: `/v2/models/${model}${versioned}/infer`,
    body: JSON.stringify({ ...members, inputs: [inputOf(model, images)] }),
  });
}

const inputOf = (model: string, images: readonly (readonly number[])[]) => ({
  ...(model === 'digits-mlp'
    ? { name: 'pixels', shape: [images.length, 64] }
    : { name: 'image', shape: [images.length, 8, 8, 1] }),
  datatype: 'FP32',
  data: images.flat(),
});

const CLASSES = 10;

/** The most probable digit of each row of an output. */
export function labels({ json }: Reply, output = 0): number[] {
  const data = json.outputs[output].data as number[];
  return Array.from({ length: data.length / CLASSES }, (_, row) => {
    const scores = data.slice(row * CLASSES, (row + 1) * CLASSES);
    return scores.indexOf(Math.max(...scores));
  });
}

/** The gateway is ready with a quorum of models: this waits until it has a token for each of them, too. */
export const untilWhole = (stack: Stack): Promise<unknown> =>
  until('an answer of all models', async () => {
    // Each time another client: the quota of the usual one is for the tests.
    const token = stack.credentials.token({ client: `whole-${randomUUID()}` });
    const { status, json } = await infer(stack, { token });
    return (status === 200 && json.parameters.partial === false) || undefined;
  });
