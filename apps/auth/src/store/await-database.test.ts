import { EXIT } from '@slipway/service-lifecycle';
import { awaitDatabase } from './await-database.ts';
import { StoreUnavailableError } from './store-unavailable-error.ts';

/** Time goes on by what is slept, and by a second for each attempt. */
function createTime() {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    elapsed: () => now,
    sleep: async (millis: number) => {
      pauses.push(millis);
      now += millis;
    },
    spend: (millis: number) => (now += millis),
  };
}

const options = { what: 'Cannot reach the database db:5432/s', onWait: () => undefined, random: () => 1 };

describe('a start whose database is away', () => {
  it('tries after growing pauses until it is there', async () => {
    const { pauses, elapsed, sleep } = createTime();
    let attempts = 0;
    const reasons: string[] = [];
    const opened = await awaitDatabase(
      async () => {
        attempts += 1;
        if (attempts < 7) throw new StoreUnavailableError('ECONNREFUSED');
        return 'open';
      },
      { ...options, waitMillis: 25_000, elapsed, sleep, onWait: ({ message }) => reasons.push(message) },
    );
    expect(opened).toBe('open');
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 3_000, 3_000]);
    expect(new Set(reasons)).toEqual(new Set(['The database cannot be used: ECONNREFUSED']));
  });

  it.each([0, 25])('gives up after %i s with what to do, in one line', async (seconds) => {
    const { elapsed, sleep, spend } = createTime();
    const attempt = async () => {
      spend(1_000);
      throw new StoreUnavailableError('ECONNREFUSED');
    };
    const waiting = awaitDatabase(attempt, { ...options, waitMillis: seconds * 1000, elapsed, sleep });
    await expect(waiting).rejects.toMatchObject({
      name: 'StartError',
      exitCode: EXIT.unavailable,
      message:
        `Cannot reach the database db:5432/s within ${seconds} s ` +
        '(The database cannot be used: ECONNREFUSED): start it, or mend SLIPWAY_DATABASE_URL',
    });
    expect(elapsed()).toBeLessThanOrEqual(seconds * 1000 + 1_000);
  });

  it('does not wait for what waiting does not mend', async () => {
    const { pauses, elapsed, sleep } = createTime();
    const attempt = async () => {
      throw new Error('defect');
    };
    await expect(awaitDatabase(attempt, { ...options, waitMillis: 1e6, elapsed, sleep })).rejects.toThrow(
      'defect',
    );
    expect(pauses).toEqual([]);
  });
});
