import { describePrediction } from '../digits/describe-prediction.ts';
import { inferRequest } from './predict-digit.ts';
import { toPrediction, type InferAnswer } from './prediction.ts';

const one = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
const seven = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0];
const context = { expected: 1, traceId: 'abc', durationMillis: 5 };

const ensemble: InferAnswer = {
  model_name: 'digits',
  model_version: '1',
  parameters: {
    partial: true,
    strategy: 'mean',
    'members.cnn.version': '2',
    'members.cnn.share': 1,
    'members.cnn.duration_ms': 3.5,
    'members.mlp.share': 0,
    'members.mlp.duration_ms': 9,
    'members.mlp.error': 'deadline-exceeded',
  },
  outputs: [
    { name: 'probabilities', data: one },
    { name: 'cnn/probabilities', data: one },
  ],
};

describe('a prediction', () => {
  it('of an ensemble tells each member apart, also one that failed', () => {
    expect(toPrediction(ensemble, context)).toEqual({
      model: 'digits',
      version: '1',
      expected: '1',
      combined: { label: '1', probabilities: one },
      members: [
        { model: 'cnn', version: '2', label: '1', probabilities: one, share: 1, durationMillis: 3.5 },
        {
          model: 'mlp',
          version: undefined,
          label: undefined,
          probabilities: undefined,
          share: 0,
          durationMillis: 9,
          error: 'deadline-exceeded',
        },
      ],
      partial: true,
      traceId: 'abc',
    });
  });

  it('of one model has it as its only member', () => {
    const answer = {
      model_name: 'cnn',
      model_version: '2',
      outputs: [{ name: 'probabilities', data: seven }],
    };
    const prediction = toPrediction(answer, { expected: undefined, traceId: undefined, durationMillis: 5 });
    expect(prediction).toMatchObject({
      expected: null,
      traceId: null,
      partial: false,
      combined: { label: '7' },
    });
    expect(prediction.members).toMatchObject([{ model: 'cnn', label: '7', share: 1, durationMillis: 5 }]);
  });

  it('is told to a person with what was expected and what is missing', () => {
    const text = describePrediction(toPrediction(ensemble, { ...context, expected: 7 }), Array(64).fill(0));
    expect(text).toContain('digits  1  100.00 % (wrong: it is 7)');
    expect(text).toContain('mlp     no answer (deadline-exceeded)');
    expect(text).toContain('partial');
  });
});

describe('a request for one digit', () => {
  const metadata = (shape: readonly number[]) => ({ inputs: [{ name: 'in', datatype: 'FP32', shape }] });
  const pixels = Array(64).fill(0);

  it.each([
    [
      [-1, 8, 8, 1],
      [1, 8, 8, 1],
    ],
    [
      [-1, 64],
      [1, 64],
    ],
  ])('has the shape that the model wants: %j', (shape, expected) => {
    expect(inferRequest(pixels, metadata(shape), 'm').inputs).toEqual([
      { name: 'in', datatype: 'FP32', shape: expected, data: pixels },
    ]);
  });

  it('is refused for a model that reads something else', () => {
    expect(() => inferRequest(pixels, metadata([-1, 3]), 'm')).toThrow(
      'm does not read one digit of 64 pixels',
    );
  });
});
