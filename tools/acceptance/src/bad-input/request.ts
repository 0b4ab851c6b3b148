import type { Target } from './row.ts';

/** A handwritten 2 of the held-out set. */
export const DIGIT = [
  0, 0, 0, 4, 15, 12, 0, 0, 0, 0, 3, 16, 15, 14, 0, 0, 0, 0, 8, 13, 8, 16, 0, 0, 0, 0, 1, 6, 15, 11, 0, 0, 0,
  1, 8, 13, 15, 1, 0, 0, 0, 9, 16, 16, 5, 0, 0, 0, 0, 3, 13, 16, 16, 11, 5, 0, 0, 0, 0, 3, 11, 16, 9, 0,
] as const;

const IMAGE = { name: 'image', datatype: 'FP32', shape: [1, 8, 8, 1], data: DIGIT };

/** A valid input, with something changed; `undefined` removes a member. */
export const image = (changed: Readonly<Record<string, unknown>> = {}) => ({ ...IMAGE, ...changed });

/** A valid body as JSON text, with something changed. */
export const body = (changed: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ inputs: [IMAGE], ...changed });

/** A body whose one input is changed. */
export const bodyWith = (changed: Readonly<Record<string, unknown>>): string =>
  body({ inputs: [image(changed)] });

/** A body whose first data element is this JSON text, which JavaScript itself could not write. */
export const bodyWithElement = (element: string): string => body().replace('"data":[0', `"data":[${element}`);

/** A valid tensor of another datatype whose only element is this JSON text. */
export const bodyOf = (datatype: string, element: string): string =>
  `{"inputs":[{"name":"image","datatype":"${datatype}","shape":[1],"data":[${element}]}]}`;

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  /** Over the default ones; `undefined` removes one, a list sends it several times. */
  readonly headers?: Headers;
  readonly body?: string | Uint8Array;
}

export const inferPath = ({ model }: Pick<Target, 'model'>): string => `/v2/models/${model}/infer`;

/** The head of an infer request, to which a body of any kind can be added. */
export function head(
  target: Target,
  { method = 'POST', path = inferPath(target), headers }: RequestParts = {},
): string {
  const all: Headers = {
    Host: new URL(target.url).host,
    Authorization: `Bearer ${target.token()}`,
    'Content-Type': 'application/json',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** A whole infer request, valid but for what is given; header values go out as Latin-1, byte for byte. */
export function request(target: Target, parts: RequestParts = {}): Buffer {
  const content = Buffer.from(parts.body ?? body());
  const headers = { 'Content-Length': String(content.length), ...parts.headers };
  return Buffer.concat([Buffer.from(head(target, { ...parts, headers }), 'latin1'), content]);
}

export const get = (target: Target, path: string, headers: Headers = {}): Buffer =>
  request(target, {
    method: 'GET',
    path,
    headers: { 'Content-Type': undefined, 'Content-Length': undefined, ...headers },
    body: '',
  });

/** Attempts that differ in their body alone. */
export const bodies = (
  target: Target,
  variants: Readonly<Record<string, string | Uint8Array>>,
  error?: RegExp,
) =>
  Object.entries(variants).map(([what, content]) => ({
    what,
    bytes: request(target, { body: content }),
    ...(error && { error }),
  }));
