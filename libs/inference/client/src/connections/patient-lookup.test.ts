import type { LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import { createLookup } from './patient-lookup.ts';

type Answer = readonly string[] | NodeJS.ErrnoException;

/** A name server that is told what to answer, and a lookup that asks it, by a clock that moves when it is told to. */
function setUp() {
  const questions: ((answer: Answer) => void)[] = [];
  let millis = 0;
  const lookup = createLookup({
    now: () => millis,
    ask: () =>
      new Promise<readonly LookupAddress[]>((resolve, reject) =>
        questions.push((answer) =>
          answer instanceof Error
            ? reject(answer)
            : resolve(answer.map((address) => ({ address, family: 4 }))),
        ),
      ),
  });
  const ask = async (): Promise<readonly string[]> =>
    ((await promisify(lookup)('model', { all: true })) as unknown as LookupAddress[]).map(
      ({ address }) => address,
    );
  return {
    ask,
    questions,
    lookup,
    pass: (more: number) => void (millis += more),
    /** Asks, and answers what was asked last. */
    learn: async (...addresses: readonly string[]) => {
      const found = ask();
      questions.at(-1)!(addresses);
      return found;
    },
  };
}

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

describe('a lookup', () => {
  it('asks once for all who want the same name, and not again for a second', async () => {
    const { ask, questions, pass } = setUp();
    const all = [ask(), ask(), ask()];
    expect(questions).toHaveLength(1);
    questions[0]!(['10.0.0.1']);
    expect(await Promise.all(all)).toEqual([['10.0.0.1'], ['10.0.0.1'], ['10.0.0.1']]);
    pass(900);
    expect(await ask()).toEqual(['10.0.0.1']);
    expect(questions).toHaveLength(1);
  });

  it('takes a changed answer up', async () => {
    const { learn, pass } = setUp();
    await learn('10.0.0.1');
    pass(1_000);
    expect(await learn('10.0.0.2')).toEqual(['10.0.0.2']);
  });

  it('answers what it knows while the name server is slow, and what that says later afterwards', async () => {
    const { ask, learn, questions, pass } = setUp();
    await learn('10.0.0.1');
    pass(5_000);
    const startedAt = performance.now();
    expect(await ask()).toEqual(['10.0.0.1']);
    expect(performance.now() - startedAt).toBeGreaterThan(90);
    expect(await ask()).toEqual(['10.0.0.1']);
    expect(questions).toHaveLength(2);
    questions[1]!(['10.0.0.2']);
    expect(await ask()).toEqual(['10.0.0.2']);
  });

  it('answers what it knows where the name server fails, but not for ever', async () => {
    const { ask, learn, questions, pass } = setUp();
    await learn('10.0.0.1');
    pass(60_000);
    const known = ask();
    questions.at(-1)!(failure('EAI_AGAIN'));
    expect(await known).toEqual(['10.0.0.1']);
    pass(10 * 60_000);
    const tooOld = ask();
    questions.at(-1)!(failure('EAI_AGAIN'));
    await expect(tooOld).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('forgets a name that there is no more', async () => {
    const { ask, learn, questions, pass } = setUp();
    await learn('10.0.0.1');
    pass(60_000);
    for (let n = 0; n < 2; n++) {
      const gone = ask();
      questions.at(-1)!(failure('ENOTFOUND'));
      await expect(gone).rejects.toMatchObject({ code: 'ENOTFOUND' });
    }
  });

  it('begins with another of several addresses each time, also where one is asked for', async () => {
    const { ask, learn, lookup } = setUp();
    const first = await learn('10.0.0.1', '10.0.0.2');
    expect(first.toSorted()).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(await ask()).toEqual(first.toReversed());
    const one = () => new Promise((resolve) => lookup('model', {}, (_error, ...found) => resolve(found)));
    expect([await one(), await one()]).toEqual([
      [first[0], 4],
      [first[1], 4],
    ]);
  });
});
