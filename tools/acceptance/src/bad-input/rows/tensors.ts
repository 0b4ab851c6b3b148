import { bodies, body, bodyOf, bodyWith, bodyWithElement, DIGIT, image, request } from '../request.ts';
import type { Row } from '../row.ts';

const square = [0, 8, 16, 24, 32, 40, 48, 56].map((from) =>
  DIGIT.slice(from, from + 8).map((value) => [value]),
);
const shaped = (...shapes: readonly unknown[]) =>
  Object.fromEntries(shapes.map((shape) => [JSON.stringify(shape), bodyWith({ shape })]));

/** Requests that are JSON, but whose tensors do not fit themselves or the model. */
export const tensorRows: readonly Row[] = [
  {
    id: '7',
    input: 'INT64 beyond 2^53 in JSON',
    status: [200],
    note: 'exact, never rounded',
    unapplied: 'no model here takes INT64; the codec is tested in libs/inference/protocol',
  },
  {
    id: '8',
    input: 'INT64 and UINT64 out of range (2^63, −1 for UINT64)',
    status: [400],
    note: 'ONNX Runtime wraps it in silence',
    send: (target) =>
      bodies(
        target,
        {
          '2^63': bodyOf('INT64', '9223372036854775808'),
          '-2^63 - 1': bodyOf('INT64', '-9223372036854775809'),
          '2^64': bodyOf('UINT64', '18446744073709551616'),
          '-1': bodyOf('UINT64', '-1'),
        },
        /expected an integer from/,
      ),
  },
  {
    id: '9',
    input: 'UINT8 300 or −1, INT32 1.7',
    status: [400],
    note: 'ONNX Runtime makes 44, 255 and 1 of them',
    send: (target) =>
      bodies(
        target,
        {
          '300': bodyOf('UINT8', '300'),
          '-1': bodyOf('UINT8', '-1'),
          '1.7': bodyOf('INT32', '1.7'),
          '1e1': bodyOf('INT32', '1e1'),
        },
        /expected an integer from/,
      ),
  },
  {
    id: '10',
    input: 'null, string or object among numbers',
    status: [400],
    note: 'null would become 0',
    send: (target) =>
      bodies(
        target,
        Object.fromEntries(['null', '"1"', '{}', 'true', '[1]'].map((text) => [text, bodyWithElement(text)])),
        /element 0|nested/,
      ),
  },
  {
    id: '11',
    input: 'BOOL 2 or "true"',
    status: [400],
    send: (target) =>
      bodies(target, { '2': bodyOf('BOOL', '2'), '"true"': bodyOf('BOOL', '"true"') }, /true or false/),
  },
  {
    id: '12',
    input: 'another datatype than the model’s',
    status: [400],
    send: (target) =>
      bodies(
        target,
        { FP64: bodyWith({ datatype: 'FP64' }), INT32: bodyWith({ datatype: 'INT32' }) },
        /expected datatype FP32/,
      ),
  },
  {
    id: '13',
    input: 'unknown datatype: "FP7", lower case, none',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          FP7: bodyWith({ datatype: 'FP7' }),
          fp32: bodyWith({ datatype: 'fp32' }),
          none: bodyWith({ datatype: undefined }),
          number: bodyWith({ datatype: 32 }),
        },
        /datatype must be one of/,
      ),
  },
  {
    id: '14',
    input: 'wrong shape or rank',
    status: [400],
    send: (target) =>
      bodies(target, shaped([1, 64], [64], [1, 8, 8], [1, 4, 16, 1], [8, 8, 1, 1]), /expected shape/),
  },
  {
    id: '15',
    input: 'product of the shape ≠ length of the data',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          short: bodyWith({ data: DIGIT.slice(1) }),
          long: bodyWith({ data: [...DIGIT, 1] }),
          none: bodyWith({ data: [] }),
          'two rows': bodyWith({ shape: [2, 8, 8, 1] }),
        },
        /needs (64|128) elements/,
      ),
  },
  {
    id: '16',
    input: 'ragged nested data',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          'row too short': bodyWith({ data: [[...square.slice(1), square[0]!.slice(1)]] }),
          'number among rows': bodyWith({ data: [[...square.slice(1), 7]] }),
          'rank too low': bodyWith({ data: square }),
        },
        /nested data do not fit/,
      ),
  },
  {
    id: '17',
    input: 'negative dimension',
    status: [400],
    note: 'Triton answers 500',
    send: (target) => bodies(target, shaped([-2, 8, 8, 1], [1, -8, -8, 1]), /dimension/),
  },
  {
    id: '18',
    input: 'dimension −1 in a request',
    status: [400],
    send: (target) => bodies(target, shaped([-1, 8, 8, 1]), /dimension/),
  },
  {
    id: '19',
    input: 'element counts that overflow: [2^4, 2^60+2], [2^33, 2^33]',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          '2^60+2': body().replace('[1,8,8,1]', '[16,1152921504606846978]'),
          ...shaped([2 ** 33, 2 ** 33], [2 ** 53, 1]),
        },
        /2\^53/,
      ),
  },
  {
    id: '20',
    input: 'dimension with a fraction, as a string, as `1e3`',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          ...shaped([1.5, 8, 8, 1], ['1', 8, 8, 1], [null, 8, 8, 1], '1,8,8,1'),
          '1e0': body().replace('[1,8,8,1]', '[1e0,8,8,1]'),
          '1.0': body().replace('[1,8,8,1]', '[1.0,8,8,1]'),
        },
        /dimension|shape must/,
      ),
  },
  {
    id: '21',
    input: 'dimension 0 where the model needs 1',
    status: [400],
    note: 'only where the model declares it, no rows are valid',
    send: (target) =>
      bodies(
        target,
        {
          'no rows': bodyWith({ shape: [0, 8, 8, 1], data: [] }),
          'no columns': bodyWith({ shape: [1, 0, 8, 1], data: [] }),
        },
        /at least one row|expected shape/,
      ),
  },
  {
    id: '22',
    input: 'more rows than the model takes',
    status: [400],
    send: (target) => [
      { what: '256 rows', bytes: request(target, { body: rows(256) }), status: [200] },
      ...bodies(target, { '257 rows': rows(257) }, /at most 256 rows/),
    ],
  },
  {
    id: '23',
    input: 'required input missing',
    status: [400],
    send: (target) =>
      bodies(target, { 'another name': bodyWith({ name: 'pixels' }) }, /"image" .*is missing/),
  },
  {
    id: '24',
    input: 'unknown input beside the right ones',
    status: [400],
    send: (target) =>
      bodies(target, { extra: body({ inputs: [image(), image({ name: 'mask' })] }) }, /no input "mask"/),
  },
  {
    id: '25',
    input: 'the same input twice',
    status: [400],
    send: (target) => bodies(target, { twice: body({ inputs: [image(), image()] }) }, /given twice/),
  },
  {
    id: '26',
    input: 'requested output that is unknown, or named twice',
    status: [400],
    send: (target) => [
      ...bodies(target, { unknown: body({ outputs: [{ name: 'label' }] }) }, /no output "label"/),
      ...bodies(
        target,
        { twice: body({ outputs: [{ name: 'probabilities' }, { name: 'probabilities' }] }) },
        /requested twice/,
      ),
    ],
  },
  {
    id: '27',
    input: '`inputs` empty, absent or no array',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          empty: body({ inputs: [] }),
          absent: body({ inputs: undefined }),
          object: body({ inputs: {} }),
          null: body({ inputs: null }),
          'array of null': body({ inputs: [null] }),
        },
        /inputs must|input must/,
      ),
  },
  {
    id: '35',
    input: 'small JSON that expands to huge tensors',
    status: [413],
    note: 'counted by datatype, before anything is allocated',
    send: (target) => [
      ...bodies(
        target,
        {
          'short of data': `{"inputs":[{"name":"image","datatype":"FP64","shape":[1000000,1000000],"data":[1]}]}`,
        },
        /bytes in memory/,
      ),
      ...bodies(
        target,
        {
          'with data': `{"inputs":[{"name":"image","datatype":"FP64","shape":[600000],"data":[${'1,'.repeat(599_999)}1]}]}`,
        },
        /bytes in memory/,
      ),
    ],
  },
  {
    id: '65',
    input: 'unknown parameters and members',
    status: [200],
    note: 'ignored unless the model declares them',
    send: (target) =>
      bodies(target, {
        parameters: body({ parameters: { unknown: true } }),
        'of an input': bodyWith({ parameters: { unknown: 'a' } }),
        member: body({ unknown: [1] }),
      }),
  },
  {
    id: '65a',
    input: 'BYTES element with NUL or not UTF-8, for a runtime that takes text',
    status: [400],
    note: 'onnxruntime-node truncates at NUL',
    unapplied: 'no model here takes BYTES',
  },
];

const rows = (count: number): string =>
  bodyWith({ shape: [count, 8, 8, 1], data: Array.from({ length: count }, () => DIGIT).flat() });
