import { setTimeout as sleep } from 'node:timers/promises';
import type { Answers, Phase } from '@slipway/deploy-size';
import { digitRows, isAsPromised, runLoad } from '@slipway/load';
import { CommandError } from '../exit.ts';

export interface LoadTarget {
  readonly origin: string;
  readonly model: string;
  /** The client's token, kept while it is good. */
  readonly token: () => Promise<string>;
  /** Asks for a new one, whatever is kept. */
  readonly newToken: () => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** Asks what the phase says for as long as it says, and tells what came of the predictions. */
export async function askForLoad(phase: Phase, target: LoadTarget): Promise<Answers | undefined> {
  const tokens = askForTokens(phase, target);
  const answers = await (phase.predictionsPerSecond === 0
    ? sleep(phase.seconds * 1000, undefined, { signal: target.signal }).catch(() => undefined)
    : askForPredictions(phase, target));
  const refused = await tokens;
  if (refused !== undefined && !isBurst(phase)) throw refused;
  return answers;
}

/** More than a system must bear: what comes of it is told, and need not be good. */
const isBurst = ({ name }: Phase): boolean => name === 'burst';

async function askForPredictions(
  phase: Phase,
  { origin, model, token, signal }: LoadTarget,
): Promise<Answers> {
  const summary = await runLoad({
    url: origin,
    model,
    inputs: [digitRows(phase.rows)],
    token,
    requestsPerSecond: phase.predictionsPerSecond,
    seconds: phase.seconds,
    signal,
  });
  const { issued, ok, p50Millis, p99Millis, different, undocumented, lost } = summary;
  if (!isAsPromised(summary) && !isBurst(phase))
    throw new CommandError(
      'failed',
      `In the phase ${phase.name} answers were not as promised, so that a size says nothing: ` +
        JSON.stringify({ different, undocumented, lost }),
    );
  return { issued, ok, p50Millis, p99Millis };
}

/** The first refusal, if there was one. */
async function askForTokens(
  { tokensPerSecond, seconds }: Phase,
  { newToken, signal }: LoadTarget,
): Promise<Error | undefined> {
  const total = Math.round(tokensPerSecond * seconds);
  const asked: Promise<Error | undefined>[] = [];
  for (let sent = 0; sent < total && !signal.aborted; sent++) {
    asked.push(
      newToken().then(
        () => undefined,
        (error: Error) => error,
      ),
    );
    await sleep(1000 / tokensPerSecond, undefined, { signal }).catch(() => undefined);
  }
  return (await Promise.all(asked)).find((error) => error !== undefined);
}
