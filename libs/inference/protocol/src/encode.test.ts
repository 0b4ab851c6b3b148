import {
  decodeInferRequest,
  decodeInferResponse,
  encodeInferRequest,
  encodeInferResponse,
  type InferResponse,
  type Tensor,
} from './index.ts';
import { randomTensor, seededRandom } from './testing/random-tensor.ts';

const limits = { maxTensorBytes: 2 ** 20 };
const bytes = (text: string) => new TextEncoder().encode(text);
const respond = (output: Omit<Tensor, 'name'>): InferResponse => ({
  modelName: 'm',
  modelVersion: '1',
  outputs: [{ name: 'y', ...output }],
});
const encode = (response: InferResponse) => {
  const result = encodeInferResponse(response);
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
};

const jsonDatatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP32',
  'FP64',
  'BYTES',
] as const;

describe.each(jsonDatatypes)('random tensors of %s', (datatype) => {
  it('come back from a request and from a response bit for bit', () => {
    const random = seededRandom(jsonDatatypes.indexOf(datatype) + 1);
    for (let round = 0; round < 25; round++) {
      const tensor = { ...randomTensor(datatype, random), parameters: { round } };
      const request = { id: `${round}`, inputs: [tensor], outputs: [{ name: 'y' }] };
      expect(decodeInferRequest(bytes(encodeInferRequest(request)), limits)).toEqual({
        ok: true,
        value: request,
      });
      const response = { modelName: 'm', modelVersion: '2', parameters: { a: true }, outputs: [tensor] };
      expect(decodeInferResponse(bytes(encode(response)), limits)).toEqual({ ok: true, value: response });
    }
  });
});

it('writes the names of the protocol, flat data and no nulls', () => {
  const response = { ...respond({ datatype: 'BOOL', shape: [1, 2], data: new Uint8Array([1, 0]) }), id: 'a' };
  expect(encode(response)).toBe(
    '{"model_name":"m","model_version":"1","id":"a","outputs":[{"name":"y","datatype":"BOOL","shape":[1,2],"data":[true,false]}]}',
  );
});

it('keeps the sign of zero', () => {
  const text = encode(respond({ datatype: 'FP32', shape: [2], data: new Float32Array([-0, 0]) }));
  expect(text).toContain('"data":[-0,0]');
});

it.each([
  ['NaN', 'FP32', new Float32Array([1, NaN]), 'non-finite-output'],
  ['infinity', 'FP64', new Float64Array([-Infinity, 0]), 'non-finite-output'],
  ['FP16', 'FP16', new Uint16Array(2), 'not-implemented'],
  ['bytes that are not UTF-8', 'BYTES', [new Uint8Array([0xff]), new Uint8Array()], 'inference-failed'],
] as const)('refuses to write %s', (_, datatype, data, code) => {
  expect(encodeInferResponse(respond({ datatype, shape: [2], data }))).toMatchObject({
    ok: false,
    problem: { code },
  });
});

describe('a corrupt response', () => {
  it.each([
    '',
    '<html>',
    '[]',
    '{"model_name":"m"}',
    '{"outputs":[]}',
    '{"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]}',
    '{"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[null]}]}',
    '{"model_name":"m","outputs":[{"name":"y","datatype":"FP64","shape":[1000000],"data":[1]}]}',
  ])('is a bad upstream: %s', (text) => {
    expect(decodeInferResponse(bytes(text), limits)).toMatchObject({
      ok: false,
      problem: { code: 'bad-upstream' },
    });
  });

  it('may lack its version, which the protocol makes optional', () => {
    expect(decodeInferResponse(bytes('{"model_name":"m","outputs":[]}'), limits)).toMatchObject({
      value: { modelVersion: '' },
    });
  });
});
