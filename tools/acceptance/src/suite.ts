import { processes } from './substrate/processes/processes.ts';
import { compose } from './substrate/compose/compose.ts';
import { kubernetes } from './substrate/kubernetes/kubernetes.ts';
import { attachToRelease } from './substrate/release/release.ts';
import type { Substrate } from './substrate/substrate.ts';

const substrates: Readonly<Record<string, () => Substrate | Promise<Substrate>>> = {
  processes: () => processes,
  compose: () => compose,
  kubernetes: () => kubernetes,
  // What it lacks depends on what the account may do.
  release: () => attachToRelease(process.env),
};

/** What this run is about: `SLIPWAY_SUBSTRATE` names it, processes by default. */
export const substrate: Substrate = await pick(process.env.SLIPWAY_SUBSTRATE ?? 'processes');

/** For the hook that starts a stack: images may have to be built first, in ms. */
export const START_MILLIS = 300_000;

/** Full repetition counts instead of the everyday ones. */
export const soak: boolean = process.env.SLIPWAY_SOAK === '1';

function pick(name: string): Substrate | Promise<Substrate> {
  const found = substrates[name];
  if (found === undefined)
    throw new Error(
      `SLIPWAY_SUBSTRATE: expected one of ${Object.keys(substrates).join(', ')}, got "${name}"`,
    );
  return found();
}
