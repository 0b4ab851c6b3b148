import { byteSize, elementCount, parseTimeoutParameter, requestRows, tensorBytes } from './index.ts';

it.each([
  [[], 1],
  [[2, 3], 6],
  [[0, 5], 0],
  [[2 ** 33, 2 ** 33], Infinity],
  [[2 ** 33, 2 ** 33, 0], 0],
])('the shape %j has %d elements', (shape, count) => expect(elementCount(shape)).toBe(count));

it('counts the memory of a tensor', () => {
  expect(byteSize('FP64')).toBe(8);
  expect(byteSize('BYTES')).toBeUndefined();
  expect(tensorBytes({ datatype: 'INT64', data: new BigInt64Array(3) })).toBe(24);
  expect(tensorBytes({ datatype: 'BYTES', data: [new Uint8Array(10)] })).toBeGreaterThan(10);
});

it('counts the rows of a request, a scalar as one', () => {
  const input = { name: 'x', datatype: 'FP32', data: new Float32Array(6) } as const;
  expect(requestRows({ inputs: [{ ...input, shape: [3, 2] }] })).toBe(3);
  expect(requestRows({ inputs: [{ ...input, shape: [] }] })).toBe(1);
});

describe('the timeout parameter', () => {
  it.each([
    [undefined, undefined],
    [{ timeout: 0 }, undefined],
    [{ timeout: 1 }, 1],
    [{ timeout: 2_500 }, 3],
    [{ timeout: 5_000_000 }, 5_000],
  ])('%j is %p ms', (parameters, millis) =>
    expect(parseTimeoutParameter(parameters)).toEqual({ ok: true, value: millis }),
  );

  it.each([-1, 1.5, '100', true])('of %p is refused', (timeout) => {
    expect(parseTimeoutParameter({ timeout })).toMatchObject({
      ok: false,
      problem: { code: 'invalid-request' },
    });
  });
});
