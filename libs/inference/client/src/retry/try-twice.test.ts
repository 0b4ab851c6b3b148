import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, problem, ProblemError, type Result } from '@slipway/service-problem';
import { createRetryBudget } from './retry-budget.ts';
import { tryTwice, type Attempt } from './try-twice.ts';

const SILENCE_MILLIS = 20;
const never = new AbortController().signal;

/** Attempts that end when they are told to, or are cancelled. */
function setUp({ maxTokens = 10, signal = never } = {}) {
  const attempts: (Attempt & { readonly end: (result: Result<string>) => void })[] = [];
  const result = tryTwice<string>(
    (how) =>
      new Promise((resolve) => {
        attempts.push({ ...how, end: resolve });
        how.signal.addEventListener('abort', () => resolve(fail('client-closed', 'cancelled')));
      }),
    { signal, budget: createRetryBudget({ maxTokens }), silenceMillis: SILENCE_MILLIS },
  );
  const silence = () => sleep(SILENCE_MILLIS * 3);
  return { attempts, result, silence };
}

describe('an attempt that is silent', () => {
  it('gets a second beside it over a new connection, whose answer counts, and is cancelled', async () => {
    const { attempts, result, silence } = setUp();
    await silence();
    expect(attempts.map(({ fresh }) => fresh)).toEqual([false, true]);
    attempts[1]!.end(ok('second'));
    expect(await result).toEqual(ok('second'));
    expect(attempts[0]!.signal.aborted).toBe(true);
  });

  it('still counts where it is answered first', async () => {
    const { attempts, result, silence } = setUp();
    await silence();
    attempts[0]!.end(ok('first'));
    expect(await result).toEqual(ok('first'));
    expect(attempts[1]!.signal.aborted).toBe(true);
  });

  it.each(['unavailable', 'bad-upstream'] as const)('is waited for where the second is %s', async (code) => {
    const { attempts, result, silence } = setUp();
    await silence();
    attempts[1]!.end(fail(code, 'broken'));
    await sleep(1);
    attempts[0]!.end(ok('first'));
    expect(await result).toEqual(ok('first'));
  });

  it('is not waited for where the second is refused by the service', async () => {
    const { attempts, result, silence } = setUp();
    await silence();
    attempts[1]!.end(fail('overloaded', 'busy'));
    expect(await result).toMatchObject({ problem: { code: 'overloaded' } });
  });

  it('is left alone where the budget is spent', async () => {
    const { attempts, result, silence } = setUp({ maxTokens: 0 });
    await silence();
    expect(attempts).toHaveLength(1);
    attempts[0]!.end(ok('first'));
    expect(await result).toEqual(ok('first'));
  });

  it('ends with its caller, as does the second', async () => {
    const caller = new AbortController();
    const { attempts, result, silence } = setUp({ signal: caller.signal });
    await silence();
    const reason = new ProblemError(problem('deadline-exceeded', 'late'));
    caller.abort(reason);
    await result;
    expect(attempts.map(({ signal }) => signal.reason)).toEqual([reason, reason]);
  });
});

describe('an attempt that fails at once', () => {
  it('is followed by one over a new connection', async () => {
    const { attempts, result } = setUp();
    attempts[0]!.end(fail('unavailable', 'gone'));
    await sleep(0);
    expect(attempts.map(({ fresh }) => fresh)).toEqual([false, true]);
    attempts[1]!.end(ok('second'));
    expect(await result).toEqual(ok('second'));
  });

  it('begins nothing where its caller has left before', async () => {
    const { attempts, result } = setUp({ signal: AbortSignal.abort() });
    attempts[0]!.end(fail('unavailable', 'gone'));
    await result;
    expect(attempts).toHaveLength(1);
  });
});
