import { bodies, body, bodyOf, bodyWith, bodyWithElement, image, request } from '../request.ts';
import type { Row } from '../row.ts';

const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;

/** JSON texts that are wrong as such, or that carry what no parser may take in silence. */
export const jsonRows: readonly Row[] = [
  {
    id: '1',
    input: 'malformed JSON, truncated JSON',
    status: [400],
    send: (target) =>
      bodies(target, {
        truncated: body().slice(0, -3),
        'trailing comma': '{"inputs":[],}',
        'single quotes': "{'inputs':[]}",
        comment: `/* hello */${body()}`,
        'text behind the end': `${body()}{}`,
        'byte order mark': `\ufeff${body()}`,
      }),
  },
  {
    id: '2',
    input: 'empty body',
    status: [400],
    send: (target) => [
      ...bodies(target, { empty: '', blanks: '  \n ' }),
      {
        what: 'no body at all',
        bytes: request(target, { headers: { 'Content-Length': undefined }, body: '' }),
      },
    ],
  },
  {
    id: '3',
    input: 'top-level array, scalar or null',
    status: [400],
    send: (target) => bodies(target, { array: '[]', number: '1', string: '"a"', null: 'null', true: 'true' }),
  },
  {
    id: '4',
    input: 'duplicate JSON keys',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          'at the top': body().replace('{"inputs"', '{"inputs":[],"inputs"'),
          'in an input': body().replace('"name":"image"', '"name":"image","name":"image"'),
          'spelled with an escape': body().replace('"name":"image"', '"name":"image","n\\u0061me":"image"'),
        },
        /duplicate key/,
      ),
  },
  {
    id: '5',
    input: '`NaN` and `Infinity` literals',
    status: [400],
    send: (target) =>
      bodies(
        target,
        Object.fromEntries(['NaN', 'Infinity', '-Infinity'].map((text) => [text, bodyWithElement(text)])),
      ),
  },
  {
    id: '6',
    input: '`1e400`, and `1e39` as FP32',
    status: [400],
    note: 'JSON.parse makes infinity of it',
    send: (target) =>
      bodies(
        target,
        Object.fromEntries(['1e400', '-1e400', '1e39'].map((text) => [text, bodyWithElement(text)])),
      ),
  },
  {
    id: '28',
    input: '`__proto__`, `constructor`, `prototype` as keys anywhere, as names of tensors and of models',
    status: [400],
    note: 'as the name of a model in a path: 404, like every model that is not there',
    send: (target) => [
      ...bodies(
        target,
        {
          'at the top': body().replace('{', '{"__proto__":{"a":1},'),
          'in an input': body().replace('{"name"', '{"__proto__":[],"name"'),
          'with an escape': body().replace('{', '{"__pr\\u006fto__":1,'),
          'constructor.prototype': body().replace('{', '{"parameters":{"constructor":{"prototype":1}},'),
          'as a tensor': bodyWith({ name: '__proto__' }),
          'as an output': body({ outputs: [{ name: 'constructor' }] }),
        },
        /not allowed/,
      ),
      ...['__proto__', 'constructor', 'toString'].map((name) => ({
        what: `model ${name}`,
        bytes: request(target, { path: `/v2/models/${name}/infer` }),
        status: [404],
      })),
    ],
  },
  {
    id: '29',
    input: '`id` that is no string, has a megabyte, or holds CR LF',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          number: body({ id: 7 }),
          null: body({ id: null }),
          object: body({ id: {} }),
          megabyte: body({ id: 'a'.repeat(1_000_000) }),
          'CR LF': body({ id: 'a\r\nSet-Cookie: b' }),
        },
        /id must/,
      ),
  },
  {
    id: '30',
    input: 'JSON nested deeper than 100 (120, 100,000, 250,000)',
    status: [400],
    send: (target) =>
      bodies(
        target,
        Object.fromEntries(
          [120, 100_000, 250_000].flatMap((depth) => [
            [`${depth} arrays in the data`, body().replace('"data":[0', `"data":[${nested(depth)}`)],
            [`${depth} objects`, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
          ]),
        ),
        /deep|nest/,
      ),
  },
  {
    id: '38',
    input: 'invalid UTF-8',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          'stray byte': Buffer.from(body({ id: 'ÿ' }), 'latin1'),
          'overlong slash': Buffer.concat([
            Buffer.from('{"id":"'),
            Buffer.from([0xc0, 0xaf]),
            Buffer.from('"}'),
          ]),
          'encoded surrogate': Buffer.concat([
            Buffer.from('{"id":"'),
            Buffer.from([0xed, 0xa0, 0x80]),
            Buffer.from('"}'),
          ]),
        },
        /UTF-8/,
      ),
  },
  {
    id: '39',
    input: 'lone surrogate `\\ud800` in a string',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          'in BYTES': bodyOf('BYTES', '"\\ud800"'),
          'in an id': body({ id: 'x', inputs: [image()] }).replace('"x"', '"\\ud800x"'),
          reversed: bodyOf('BYTES', '"\\udc00\\ud800"'),
        },
        /surrogate/,
      ),
  },
];
