import { setTimeout as sleep } from 'node:timers/promises';
import {
  figuresOf,
  type Measurement,
  type Phase,
  type PhaseFigures,
  type PhaseName,
  type Reading,
  type RecordedPhase,
} from '@slipway/deploy-size';
import { CommandError } from '../exit.ts';
import { askForLoad, type LoadTarget } from './ask-for-load.ts';
import type { Instance } from './measurable.ts';
import { readRound, type Round } from './read-round.ts';

export interface MeasureOptions {
  readonly instances: readonly Instance[];
  /** For the metrics of each service. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly target: LoadTarget;
  readonly phases: readonly Phase[];
  readonly say: (line: string) => void;
  /** Default 5: code that runs for the first times is slow, and what it takes is not what a service takes. */
  readonly warmUpSeconds?: number;
  /** Between two rounds of readings. Default 2,000. */
  readonly roundMillis?: number;
}

export interface Measured {
  readonly phases: readonly RecordedPhase[];
  /** By service. */
  readonly services: ReadonlyMap<string, Measurement>;
}

/** Goes through the phases one after the other, reading every instance again and again meanwhile. */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const { target, phases, say, warmUpSeconds = 5 } = options;
  const objective = phases.find(({ name }) => name === 'objective') ?? phases[0]!;
  say(`warming up for ${warmUpSeconds} s`);
  await askForLoad({ ...objective, seconds: warmUpSeconds }, target);
  const recorded: RecordedPhase[] = [];
  const figures = new Map<string, Partial<Record<PhaseName, PhaseFigures>>>();
  for (const phase of phases) {
    say(describe(phase));
    const { answers, rounds } = await measurePhase(phase, options);
    if (target.signal.aborted) throw new CommandError('failed', 'Stopped before all was measured');
    recorded.push({ ...phase, ...(answers && { answers }) });
    for (const [service, readings] of byService(rounds)) {
      const found = figuresOf(readings);
      if (found !== undefined) figures.set(service, { ...figures.get(service), [phase.name]: found });
    }
  }
  return { phases: recorded, services: complete(figures, options) };
}

async function measurePhase(
  phase: Phase,
  { instances, tokens, target, roundMillis = 2_000 }: MeasureOptions,
) {
  let isOver = false;
  const load = askForLoad(phase, target).finally(() => (isOver = true));
  // Its failure is thrown below, when the round under way has ended.
  load.catch(() => undefined);
  const rounds: Round[] = [];
  while (!isOver) {
    const next = sleep(roundMillis);
    rounds.push(await readRound(instances, tokens));
    await Promise.race([next, load.catch(() => undefined)]);
  }
  return { answers: await load, rounds };
}

function byService(rounds: readonly Round[]): ReadonlyMap<string, readonly Reading[]> {
  const all = rounds.flatMap((round) => [...round]);
  return new Map(
    [...Map.groupBy(all, ([service]) => service)].map(([service, of]) => [
      service,
      of.flatMap(([, readings]) => readings),
    ]),
  );
}

/** Every service in every phase: a proposal from less would be a guess. */
function complete(
  figures: ReadonlyMap<string, Partial<Record<PhaseName, PhaseFigures>>>,
  { instances, phases }: Pick<MeasureOptions, 'instances' | 'phases'>,
): ReadonlyMap<string, Measurement> {
  const services = new Set(instances.map(({ service }) => service));
  return new Map(
    [...services].map((service) => {
      const of = figures.get(service);
      const missing = phases.find(({ name }) => of?.[name] === undefined);
      if (missing !== undefined)
        throw new CommandError(
          'unavailable',
          `${service} told its metrics less than twice in the phase ${missing.name}: ` +
            'see its log and ./slipway status, or let the machine have less to do',
        );
      return [service, of as Measurement];
    }),
  );
}

const describe = ({ name, seconds, predictionsPerSecond, rows, tokensPerSecond }: Phase): string =>
  predictionsPerSecond === 0
    ? `${name}: nothing is asked for ${seconds} s`
    : `${name}: ${predictionsPerSecond} predictions/s of ${rows} rows and ${tokensPerSecond} tokens/s for ${seconds} s`;
