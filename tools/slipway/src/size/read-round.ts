import { readUsage, type Reading } from '@slipway/deploy-size';
import { CommandError } from '../exit.ts';
import type { Instance } from './measurable.ts';

/** A round of readings: one of every instance, by service. */
export type Round = ReadonlyMap<string, readonly Reading[]>;

/** Asks every instance once; `tokens` has one for each service. One that does not answer in time is left out. */
export async function readRound(
  instances: readonly Instance[],
  tokens: ReadonlyMap<string, string>,
): Promise<Round> {
  const round = new Map<string, Reading[]>();
  await Promise.all(
    instances.map(async (instance) => {
      const reading = await readOne(instance, tokens.get(instance.service) ?? '');
      if (reading !== undefined)
        round.set(instance.service, [...(round.get(instance.service) ?? []), reading]);
    }),
  );
  return round;
}

async function readOne(instance: Instance, token: string): Promise<Reading | undefined> {
  const atSeconds = performance.now() / 1000;
  const text = await instance.metrics(token).catch(() => undefined);
  if (text === undefined) return undefined;
  const usage = readUsage(text);
  if (usage === undefined)
    throw new CommandError(
      'failed',
      `${instance.name} tells neither its CPU time nor its memory at /metrics`,
    );
  return { instance: instance.name, atSeconds, ...usage };
}
