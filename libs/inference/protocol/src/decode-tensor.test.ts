import { decodeInferRequest, type Tensor } from './index.ts';

const MEBIBYTE = 2 ** 20;
const decodeText = (text: string) =>
  decodeInferRequest(new TextEncoder().encode(text), { maxTensorBytes: MEBIBYTE });

const withInput = (fields: string) => decodeText(`{"inputs":[{"name":"x",${fields}}]}`);
const withData = (datatype: string, data: string, shape = '[1]') =>
  withInput(`"datatype":"${datatype}","shape":${shape},"data":${data}`);

const problemOf = (result: ReturnType<typeof decodeText>) => (result.ok ? undefined : result.problem);
const tensorOf = (result: ReturnType<typeof decodeText>): Tensor => {
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value.inputs[0] as Tensor;
};

describe('a datatype, shape or data that do not fit one another', () => {
  it.each([
    ['an unknown datatype', 'FP7', '[1]', '[1]'],
    ['a datatype in lower case', 'fp32', '[1]', '[1]'],
    ['FP16 in JSON', 'FP16', '[1]', '[1]'],
    ['BF16 in JSON', 'BF16', '[1]', '[1]'],
    ['a negative dimension', 'FP32', '[1]', '[-1]'],
    ['a fractional dimension', 'FP32', '[1]', '[1.5]'],
    ['a dimension with a fraction of zero', 'FP32', '[1]', '[1.0]'],
    ['a dimension with an exponent', 'FP32', '[1]', '[1e0]'],
    ['a dimension as a string', 'FP32', '[1]', '["1"]'],
    ['no array as shape', 'FP32', '[1]', '1'],
    ['33 dimensions', 'FP32', '[1]', `[${Array(33).fill(1)}]`],
    ['a product beyond 2^53', 'FP32', '[1]', '[8589934592,8589934592]'],
    ['a product that wraps to the length', 'FP32', '[1]', '[16,1152921504606846978]'],
    ['too few elements', 'FP32', '[1,2]', '[3]'],
    ['too many elements', 'FP32', '[1,2,3]', '[2]'],
    ['ragged data', 'FP32', '[[1,2],[3]]', '[2,2]'],
    ['nested data of another shape', 'FP32', '[[1,2,3],[4,5,6]]', '[3,2]'],
    ['data nested too deep', 'FP32', '[[[1]],[[2]]]', '[2,1]'],
    ['data nested not deep enough', 'FP32', '[[1,2]]', '[1,1,2]'],
    ['flat elements among nested ones', 'FP32', '[[1],2]', '[2,1]'],
    ['data that are no array', 'FP32', '1', '[1]'],
  ])('%s is refused', (_, datatype, data, shape) => {
    expect(problemOf(withData(datatype, data, shape))).toMatchObject({ code: 'invalid-tensor' });
  });

  it.each(['"datatype":"FP32","shape":[1]', '"datatype":"FP32","data":[1]', '"shape":[1],"data":[1]'])(
    'is refused if only this is given: %s',
    (fields) => expect(problemOf(withInput(fields))).toMatchObject({ code: 'invalid-tensor' }),
  );

  it('is refused if binary_data_size stands without a binary part', () => {
    const fields = '"datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}';
    expect(problemOf(withInput(fields))?.detail).toContain('no binary part');
  });
});

describe('an element that its datatype cannot hold', () => {
  it.each<[string, string]>([
    ['UINT8', '300'],
    ['UINT8', '-1'],
    ['INT8', '128'],
    ['UINT16', '65536'],
    ['INT16', '-32769'],
    ['UINT32', '4294967296'],
    ['INT32', '2147483648'],
    ['INT32', '1.7'],
    ['INT32', '1.0'],
    ['INT32', '1e3'],
    ['INT32', '99999999999999999999'],
    ['INT64', '9223372036854775808'],
    ['INT64', '-9223372036854775809'],
    ['INT64', '1.0'],
    ['UINT64', '18446744073709551616'],
    ['UINT64', '-1'],
    ['FP32', '1e39'],
    ['FP32', '-3.5e38'],
    ['FP32', 'true'],
    ['BOOL', '2'],
    ['BOOL', '1.0'],
    ['BOOL', '"true"'],
    ['BYTES', '1'],
    ...['FP32', 'FP64', 'INT32', 'INT64', 'BOOL', 'BYTES'].map((datatype): [string, string] => [
      datatype,
      'null',
    ]),
    ...['FP32', 'FP64', 'INT32', 'INT64', 'BOOL', 'BYTES'].map((datatype): [string, string] => [
      datatype,
      '{}',
    ]),
    ...['FP32', 'FP64', 'INT32', 'UINT64'].map((datatype): [string, string] => [datatype, '"1"']),
  ])('%s of %s is refused', (datatype, element) => {
    expect(problemOf(withData(datatype, `[${element}]`))).toMatchObject({ code: 'invalid-tensor' });
  });

  it('is named with its place', () => {
    expect(problemOf(withData('UINT8', '[[1],[300]]', '[2,1]'))?.detail).toBe(
      'input "x": element 1 is 300, expected an integer from 0 to 255',
    );
  });
});

describe('a valid tensor', () => {
  it.each([
    ['BOOL', '[true,false,1,0]', new Uint8Array([1, 0, 1, 0])],
    ['UINT8', '[0,255,-0,7]', new Uint8Array([0, 255, 0, 7])],
    [
      'INT64',
      '[-9223372036854775808,9223372036854775807,9007199254740993,1]',
      new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 9007199254740993n, 1n]),
    ],
    ['UINT64', '[18446744073709551615,0,1,2]', new BigUint64Array([2n ** 64n - 1n, 0n, 1n, 2n])],
    [
      'FP32',
      '[1,0.1,3.4028234663852886e38,100000000000000000000]',
      new Float32Array([1, 0.1, 3.4028234663852886e38, 1e20]),
    ],
    ['FP64', '[1.0,0.1,1e308,9007199254740993]', new Float64Array([1, 0.1, 1e308, 9007199254740992])],
  ])('of %s is decoded, flat and nested: %s', (datatype, data, expected) => {
    const [a, b, c, d] = data.slice(1, -1).split(',');
    expect(tensorOf(withData(datatype, data, '[4]')).data).toEqual(expected);
    expect(tensorOf(withData(datatype, data, '[2,2]')).data).toEqual(expected);
    expect(tensorOf(withData(datatype, `[[[${a}],[${b}]],[[${c}],[${d}]]]`, '[2,2,1]')).data).toEqual(
      expected,
    );
  });

  it('of BYTES holds the UTF-8 of its strings', () => {
    const { data } = tensorOf(withData('BYTES', '["","é\\u0000"]', '[2]'));
    expect(data).toEqual([new Uint8Array(), new Uint8Array([0xc3, 0xa9, 0])]);
  });

  it('may be a scalar or empty', () => {
    expect(tensorOf(withData('FP32', '[5]', '[]')).data).toEqual(new Float32Array([5]));
    expect(tensorOf(withData('FP32', '[]', '[0,3]')).data).toHaveLength(0);
    expect(tensorOf(withData('FP32', '[[],[]]', '[2,0]')).data).toHaveLength(0);
  });
});

describe('the memory limit', () => {
  it('holds before anything is allocated', () => {
    expect(problemOf(withData('FP64', '[1]', '[1000000000]'))).toMatchObject({ code: 'payload-too-large' });
  });

  it('counts each BYTES element as more than its bytes', () => {
    const strings = JSON.stringify(Array(10_000).fill(''));
    expect(problemOf(withData('BYTES', strings, '[10000]'))).toMatchObject({ code: 'payload-too-large' });
    expect(problemOf(withData('BYTES', `["${'a'.repeat(MEBIBYTE)}"]`))).toMatchObject({
      code: 'payload-too-large',
    });
  });

  it('is shared by all inputs', () => {
    const input = (name: string) =>
      `{"name":"${name}","datatype":"UINT8","shape":[600000],"data":[${'0,'.repeat(599_999)}0]}`;
    expect(problemOf(decodeText(`{"inputs":[${input('a')}]}`))).toBeUndefined();
    expect(problemOf(decodeText(`{"inputs":[${input('a')},${input('b')}]}`))).toMatchObject({
      code: 'payload-too-large',
    });
  });
});
