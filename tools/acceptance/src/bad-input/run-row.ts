import { until } from '../until.ts';
import { exchange } from '../wire/exchange.ts';
import { judge, probabilities } from './judge.ts';
import { request } from './request.ts';
import type { AppliedRow, Attempt, Target } from './row.ts';

/** Sends every attempt of a row, each beside a valid request; answers what was wrong, nothing where all was right. */
export async function runRow(row: AppliedRow, target: Target, golden: string): Promise<string[]> {
  const complaints: string[] = [];
  const anotherClient: Target = {
    ...target,
    token: (wish) => target.token({ client: `beside-${row.id}`, ...wish }),
  };
  for (const attempt of row.send(target)) {
    // While a new key is not yet known, a valid request beside is refused too.
    const beside = row.rotatesKeys ? [] : askProperly(anotherClient, golden);
    complaints.push(...(await attemptIt(row, attempt, { target, golden })), ...(await beside));
  }
  return complaints;
}

/** A valid request is answered, and with the golden answer. */
export async function askProperly(target: Target, golden: string): Promise<string[]> {
  const { answers } = await exchange(target.url, { bytes: request(target) });
  const text = answers[0]?.body.toString('utf8') ?? '';
  if (answers[0]?.status !== 200)
    return [`a valid request to ${target.service} got ${answers[0]?.status ?? 'nothing'}: ${text}`];
  return probabilities(text) === golden ? [] : [`a valid request to ${target.service} got ${text}`];
}

interface Place {
  readonly target: Target;
  readonly golden: string;
}

async function attemptIt(row: AppliedRow, attempt: Attempt, place: Place): Promise<string[]> {
  let complaints = await attemptOnce(row, attempt, place);
  if (attempt.retriedForMillis !== undefined)
    await until(
      'the right answer',
      async () => {
        if (complaints.length > 0) complaints = await attemptOnce(row, attempt, place);
        return complaints.length === 0 || undefined;
      },
      attempt.retriedForMillis,
    ).catch(() => undefined);
  return complaints.map((complaint) => `${place.target.service}, ${attempt.what}: ${complaint}`);
}

async function attemptOnce(row: AppliedRow, attempt: Attempt, { target, golden }: Place): Promise<string[]> {
  const complaints = await Promise.all(
    Array.from({ length: attempt.clients ?? 1 }, async () =>
      judge(row, attempt, await exchange(target.url, attempt), golden),
    ),
  );
  return complaints.flat();
}
