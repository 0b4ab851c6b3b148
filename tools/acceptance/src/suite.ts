import { processes } from './substrate/processes/processes.ts';
import { compose } from './substrate/compose/compose.ts';
import type { Substrate } from './substrate/substrate.ts';

const substrates: Readonly<Record<string, Substrate>> = { processes, compose };

/** What this run is about: `SLIPWAY_SUBSTRATE` names it, processes by default. */
export const substrate: Substrate = pick(process.env.SLIPWAY_SUBSTRATE ?? 'processes');

/** For the hook that starts a stack: images may have to be built first, in ms. */
export const START_MILLIS = 300_000;

/** Full repetition counts instead of the everyday ones. */
export const soak: boolean = process.env.SLIPWAY_SOAK === '1';

function pick(name: string): Substrate {
  const found = substrates[name];
  if (found === undefined)
    throw new Error(
      `SLIPWAY_SUBSTRATE: expected one of ${Object.keys(substrates).join(', ')}, got "${name}"`,
    );
  return found;
}
