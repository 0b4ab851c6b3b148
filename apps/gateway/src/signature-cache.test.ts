import { fail, ok, type Result } from '@slipway/service-problem';
import type { ModelMetadata } from '@slipway/inference-rest';
import { createSignatureCache } from './signature-cache.ts';

const FRESH_MILLIS = 30_000;
const model = { name: 'm' };
const patient = () => new AbortController().signal;
const metadata = (output: string): Result<ModelMetadata> =>
  ok({
    name: 'm',
    versions: ['1'],
    platform: 'test',
    inputs: [],
    outputs: [{ name: output, datatype: 'FP32', shape: [-1] }],
  });
const outputs = (name: string) => [{ name, datatype: 'FP32', shape: [-1] }];

/** A cache over a service that answers when it is told to, and a clock that moves when it is told to. */
function cacheOver() {
  const questions: PromiseWithResolvers<Result<ModelMetadata>>[] = [];
  let millis = 0;
  const cache = createSignatureCache(
    () => {
      const question = Promise.withResolvers<Result<ModelMetadata>>();
      questions.push(question);
      return question.promise;
    },
    () => millis,
  );
  return { of: cache.of, questions, pass: (more: number) => (millis += more) };
}

describe('what models declare', () => {
  it('is asked once for all who want to know it at the same time', async () => {
    const { of, questions } = cacheOver();
    const answers = [of(model, patient()), of(model, patient()), of(model, patient())];
    questions[0]!.resolve(metadata('y'));
    expect(await Promise.all(answers)).toEqual([outputs('y'), outputs('y'), outputs('y')]);
    expect(await of(model, patient())).toEqual(outputs('y'));
    expect(questions).toHaveLength(1);
  });

  it('is asked of each version apart', async () => {
    const { of, questions } = cacheOver();
    const answers = [of(model, patient()), of({ ...model, version: '2' }, patient())];
    questions[0]!.resolve(metadata('y'));
    questions[1]!.resolve(metadata('z'));
    expect(await Promise.all(answers)).toEqual([outputs('y'), outputs('z')]);
  });

  it('is asked again after a while', async () => {
    const { of, questions, pass } = cacheOver();
    const first = of(model, patient());
    questions[0]!.resolve(metadata('y'));
    await first;
    pass(FRESH_MILLIS);
    const second = of(model, patient());
    questions[1]!.resolve(metadata('z'));
    expect(await second).toEqual(outputs('z'));
  });

  it('stays known while the service fails, which is then left alone for a moment', async () => {
    const { of, questions, pass } = cacheOver();
    const first = of(model, patient());
    questions[0]!.resolve(metadata('y'));
    await first;
    pass(FRESH_MILLIS);
    const second = of(model, patient());
    questions[1]!.resolve(fail('unavailable', 'away'));
    expect(await second).toEqual(outputs('y'));
    expect(await of(model, patient())).toEqual(outputs('y'));
    expect(questions).toHaveLength(2);
    pass(1_000);
    const third = of(model, patient());
    questions[2]!.resolve(metadata('z'));
    expect(await third).toEqual(outputs('z'));
  });

  it('is not known where the service has never said it', async () => {
    const { of, questions } = cacheOver();
    const answer = of(model, patient());
    questions[0]!.resolve(fail('unavailable', 'away'));
    expect(await answer).toBeUndefined();
  });

  it('is not waited for beyond the deadline of a caller, whose leaving does not end the question', async () => {
    const { of, questions } = cacheOver();
    const leaving = new AbortController();
    const [left, stayed] = [of(model, leaving.signal), of(model, patient())];
    leaving.abort();
    expect(await left).toBeUndefined();
    questions[0]!.resolve(metadata('y'));
    expect(await stayed).toEqual(outputs('y'));
    expect(questions).toHaveLength(1);
  });
});
