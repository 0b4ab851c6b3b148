import { validateRequest, type InferRequest, type ModelSignature, type Tensor } from './index.ts';

const signature: ModelSignature = {
  inputs: [
    { name: 'a', datatype: 'FP32', shape: [-1, 2] },
    { name: 'b', datatype: 'INT32', shape: [-1] },
  ],
  outputs: [
    { name: 'y', datatype: 'FP32', shape: [-1, 3] },
    { name: 'z', datatype: 'INT64', shape: [-1] },
  ],
  maxBatchSize: 4,
};

const a = (rows: number, columns = 2): Tensor => ({
  name: 'a',
  datatype: 'FP32',
  shape: [rows, columns],
  data: new Float32Array(rows * columns),
});
const b = (rows: number): Tensor => ({
  name: 'b',
  datatype: 'INT32',
  shape: [rows],
  data: new Int32Array(rows),
});

const validate = (request: InferRequest, changes: Partial<ModelSignature> = {}) =>
  validateRequest(request, { ...signature, ...changes }, 'm');

it('puts the inputs in the order of the model and names all outputs', () => {
  expect(validate({ id: '1', inputs: [b(3), a(3)] })).toEqual({
    ok: true,
    value: { id: '1', inputs: [a(3), b(3)], outputs: [{ name: 'y' }, { name: 'z' }] },
  });
});

it("keeps the caller's choice and order of outputs", () => {
  const outputs = [{ name: 'z' }];
  expect(validate({ inputs: [a(1), b(1)], outputs })).toMatchObject({ ok: true, value: { outputs } });
});

it.each([
  ['a missing input', [a(1)], 'input "b" of model "m" is missing'],
  ['an unknown input', [a(1), b(1), { ...b(1), name: 'c' }], 'model "m" has no input "c"; it has "a", "b"'],
  ['an input given twice', [a(1), b(1), b(1)], 'input "b" is given twice'],
  [
    'another datatype',
    [a(1), { ...b(1), datatype: 'INT64' as const }],
    'input "b": expected datatype INT32, got INT64',
  ],
  ['another shape', [a(1, 3), b(1)], 'input "a": expected shape [-1,2], got [1,3]'],
  ['another rank', [{ ...a(1), shape: [1, 2, 1] }, b(1)], 'input "a": expected shape [-1,2], got [1,2,1]'],
  [
    'a negative dimension',
    [{ ...a(1), shape: [-1, 2] }, b(1)],
    'input "a": expected shape [-1,2], got [-1,2]',
  ],
  [
    'data of another length',
    [{ ...a(1), data: new Float32Array(3) }, b(1)],
    'input "a": shape [1,2] does not fit 3 elements of data',
  ],
  ['unequal rows', [a(2), b(3)], 'all inputs need the same first dimension: "a" has 2, "b" has 3'],
  ['too many rows', [a(5), b(5)], 'model "m" takes at most 4 rows, got 5'],
  ['no rows', [a(0), b(0)], 'model "m" needs at least one row'],
])('refuses %s', (_, inputs, detail) => {
  expect(validate({ inputs })).toEqual({ ok: false, problem: { code: 'invalid-tensor', detail } });
});

it('takes no rows where the model declares so', () => {
  expect(validate({ inputs: [a(0), b(0)] }, { allowEmptyBatch: true }).ok).toBe(true);
});

it('refuses a zero in a variable dimension other than the first', () => {
  const inputs = [{ name: 'a', datatype: 'FP32' as const, shape: [-1, -1] }];
  expect(validate({ inputs: [a(2, 0)] }, { inputs })).toMatchObject({ problem: { code: 'invalid-tensor' } });
});

it.each([
  [[{ name: 'q' }], 'model "m" has no output "q"; it has "y", "z"'],
  [[{ name: 'y' }, { name: 'y' }], 'output "y" is requested twice'],
])('refuses the outputs %j', (outputs, detail) => {
  expect(validate({ inputs: [a(1), b(1)], outputs })).toEqual({
    ok: false,
    problem: { code: 'invalid-request', detail },
  });
});
