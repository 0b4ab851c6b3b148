import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly atMillis: number;
  readonly millis: number;
  /** Undefined where all went well. */
  readonly fault: string | undefined;
}

export interface SteadyLoad {
  setRate(perSecond: number): void;
  /** Of the requests that were sent since then, by `performance.now()`. */
  answersSince(atMillis: number): readonly Answer[];
  /** Waits for what is under way. */
  stop(): Promise<readonly Answer[]>;
}

/** A load without an end would be one that a failing test leaves behind. */
const MOST_REQUESTS = 20_000;
const TIMEOUT_MILLIS = 30_000;

/** Asks at a steady rate, each time over a connection of its own, for the platform shares out connections. */
export function startSteadyLoad(url: string, perSecond: number): SteadyLoad {
  const answers: Answer[] = [];
  const underWay = new Set<Promise<void>>();
  const stopped = new AbortController();
  let rate = perSecond;

  async function one(): Promise<void> {
    const atMillis = performance.now();
    const fault = await ask(url);
    answers.push({ atMillis, millis: performance.now() - atMillis, fault });
  }

  const sending = (async () => {
    let due = performance.now();
    for (let sent = 0; sent < MOST_REQUESTS && !stopped.signal.aborted; sent++) {
      due = Math.max(due + 1000 / rate, performance.now() - 1000);
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: stopped.signal }).catch(
        () => undefined,
      );
      if (stopped.signal.aborted) break;
      const asked = one().finally(() => underWay.delete(asked));
      underWay.add(asked);
    }
  })();

  return {
    setRate: (next) => void (rate = next),
    answersSince: (since) => answers.filter(({ atMillis }) => atMillis >= since),
    stop: async () => {
      stopped.abort();
      await sending;
      await Promise.all(underWay);
      return answers;
    },
  };
}

const ask = (url: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: TIMEOUT_MILLIS }, (answer) => {
      answer.on('error', (error) => resolve(error.message));
      answer
        .resume()
        .once('end', () => resolve(answer.statusCode === 200 ? undefined : `${answer.statusCode}`));
    });
    request.once('timeout', () => request.destroy(new Error('timed out')));
    request.once('error', (error) => resolve(error.message));
  });

/** The nearest rank. */
export function quantile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ millis }) => millis).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
