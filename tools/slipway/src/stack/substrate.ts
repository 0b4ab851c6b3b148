import { Option } from 'commander';

/** Where the command line can run the system. */
export const substrates = ['processes', 'compose'] as const;
export type SubstrateName = (typeof substrates)[number];

export interface SubstrateOption {
  readonly substrate: SubstrateName;
}

/** `--substrate`, which the environment may give too. */
export const substrateOption = (): Option =>
  new Option('--substrate <name>', 'where the stack runs')
    .choices(substrates)
    .env('SLIPWAY_SUBSTRATE')
    .default('processes');
