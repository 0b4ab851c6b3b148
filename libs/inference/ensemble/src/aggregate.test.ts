import type { Tensor } from '@slipway/inference-protocol';
import type { ProblemCode } from '@slipway/service-problem';
import { aggregate, toInferResponse, type MemberOutcome } from './index.ts';
import { answered, digits, failed, probabilities, requestOf } from './testing/digits.ts';

const good = probabilities([[0.25, 0.75]]);
const threeOf = (quorum: number, outcomes: MemberOutcome[]) =>
  aggregate(digits({ quorum }), requestOf(1), outcomes);

it('is complete when every member answers', () => {
  const result = threeOf(3, [answered('a', good), answered('b', good), answered('c', good)]);
  expect(result).toMatchObject({ ok: true, value: { partial: false } });
});

it('is partial, with every outcome, when a member fails within the quorum', () => {
  const result = threeOf(2, [answered('a', good), failed('b', 'deadline-exceeded'), answered('c', good)]);
  expect(result).toMatchObject({
    ok: true,
    value: {
      partial: true,
      outputs: [{ name: 'p', datatype: 'FP64', shape: [1, 2], data: good.data }],
      members: [
        { model: 'a', version: '1', ok: true, share: 0.5, durationMillis: 5 },
        { model: 'b', ok: false, share: 0, durationMillis: 9, problem: { code: 'deadline-exceeded' } },
        { model: 'c', ok: true, share: 0.5 },
      ],
    },
  });
});

it('counts a member that was never called as failed', () => {
  const result = threeOf(1, [answered('a', good)]);
  expect(result).toMatchObject({ value: { partial: true, members: [{}, { ok: false }, { ok: false }] } });
});

it.each<[string, Tensor]>([
  ['another name', { ...good, name: 'other' }],
  ['another datatype', { ...good, datatype: 'FP32', data: new Float32Array(2) }],
  ['more rows than asked', probabilities([[0, 1], [1, 0]])], // prettier-ignore
  ['another number of classes', probabilities([[0.2, 0.3, 0.5]])],
  ['another rank', { ...good, shape: [1, 2, 1] }],
  ['data short of its shape', { ...good, data: new Float64Array(1) }],
  ['NaN', probabilities([[NaN, 1]])],
])('takes an answer with %s for a bad upstream', (_, tensor) => {
  const result = threeOf(1, [answered('a', tensor), answered('b', good)]);
  expect(result).toMatchObject({
    value: {
      partial: true,
      outputs: [{ data: good.data }],
      members: [{ problem: { code: 'bad-upstream' } }, {}, {}],
    },
  });
});

it('lets the first answer settle a variable number of classes', () => {
  const outputs = [{ name: 'p', datatype: 'FP64' as const, shape: [-1, -1] }];
  const outcomes = [answered('a', good), answered('b', probabilities([[0, 0, 1]])), answered('c', good)];
  const result = aggregate(digits({ outputs }), requestOf(1), outcomes);
  expect(result).toMatchObject({
    value: { outputs: [{ shape: [1, 2] }], members: [{ ok: true }, { ok: false }, { ok: true }] },
  });
});

describe('without the quorum', () => {
  const lacking = (quorum: number, ...codes: ProblemCode[]) =>
    threeOf(quorum, ['a', 'b', 'c'].map((model, i) => {
      const code = codes[i];
      return code === undefined ? answered(model, good) : failed(model, code);
    })); // prettier-ignore

  it.each<[ProblemCode, number, ProblemCode[]]>([
    ['deadline-exceeded', 1, ['bad-upstream', 'unavailable', 'deadline-exceeded']],
    ['unavailable', 1, ['bad-upstream', 'overloaded', 'internal']],
    ['unavailable', 1, ['keys-unavailable', 'bad-upstream', 'bad-upstream']],
    ['bad-upstream', 1, ['bad-upstream', 'inference-failed', 'unknown-model']],
    ['bad-upstream', 3, ['unauthenticated']],
    ['invalid-tensor', 3, ['invalid-tensor']],
    ['invalid-tensor', 2, ['invalid-tensor', 'invalid-tensor']],
    ['deadline-exceeded', 2, ['invalid-tensor', 'deadline-exceeded']],
    ['client-closed', 1, ['client-closed', 'deadline-exceeded', 'client-closed']],
  ])('the problem is %s for quorum %d and %j', (code, quorum, codes) => {
    expect(lacking(quorum, ...codes)).toMatchObject({ ok: false, problem: { code } });
  });

  it('the caller waits for the slowest member to recover, a second if none says', () => {
    const outcomes = [
      failed('a', 'unavailable', 3),
      failed('b', 'overloaded', 7),
      failed('c', 'unavailable'),
    ];
    expect(threeOf(1, outcomes)).toMatchObject({ problem: { retryAfterSeconds: 7 } });
    expect(threeOf(3, outcomes.slice(2))).toMatchObject({ problem: { retryAfterSeconds: 1 } });
  });
});

describe('the answer of the protocol', () => {
  const definition = digits({ quorum: 2 });
  const respond = (parameters?: Record<string, boolean>) => {
    const request = requestOf(1, { id: '7', ...(parameters && { parameters }) });
    const outcomes = [answered('a', good), failed('b', 'overloaded'), answered('c', good)];
    const result = aggregate(definition, request, outcomes);
    if (!result.ok) throw new Error(result.problem.detail);
    return toInferResponse(definition, request, result.value);
  };

  it.each([undefined, { members: false }])(
    'says whether it is partial, and no more unless asked: %j',
    (parameters) => {
      expect(respond(parameters)).toEqual({
        modelName: 'digits',
        modelVersion: '3',
        id: '7',
        parameters: { partial: true, strategy: 'mean' },
        outputs: [{ ...good, name: 'p' }],
      });
    },
  );

  it('tells the members apart when asked', () => {
    const { parameters, outputs } = respond({ members: true });
    expect(parameters).toEqual({
      partial: true,
      strategy: 'mean',
      'members.a.version': '1',
      'members.a.share': 0.5,
      'members.a.duration_ms': 5,
      'members.b.share': 0,
      'members.b.duration_ms': 9,
      'members.b.error': 'overloaded',
      'members.c.version': '1',
      'members.c.share': 0.5,
      'members.c.duration_ms': 5,
    });
    expect(outputs.map(({ name }) => name)).toEqual(['p', 'a/p', 'c/p']);
  });

  it('holds the outputs that the request names, in its order', () => {
    const outputs = ['p', 'q'].map((name) => ({ name, datatype: 'FP64' as const, shape: [-1, 2] }));
    const members = [
      {
        model: 'a',
        weight: 1,
        inputs: {},
        outputs: { p: { from: 'probabilities' }, q: { from: 'probabilities' } },
      },
    ];
    const request = requestOf(1, { outputs: [{ name: 'q' }, { name: 'p' }] });
    const result = aggregate(digits({ outputs, members }), request, [answered('a', good)]);
    expect(result.ok && result.value.outputs.map(({ name }) => name)).toEqual(['q', 'p']);
  });
});
