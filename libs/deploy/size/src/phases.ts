/** What is asked of the system while it is measured, in this order. */
export interface Phase {
  readonly name: PhaseName;
  readonly seconds: number;
  /** Predictions of the ensemble a second; 0: none. */
  readonly predictionsPerSecond: number;
  /** Rows in each of them. */
  readonly rows: number;
  /** New tokens a second, asked for through the gateway. */
  readonly tokensPerSecond: number;
}

export const phaseNames = ['rest', 'objective', 'burst', 'batches'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** The load that one replica of each service is there for. */
export interface ObjectiveLoad {
  readonly predictionsPerSecond: number;
  readonly tokensPerSecond: number;
  readonly seconds: number;
}

export const usualLoad: ObjectiveLoad = { predictionsPerSecond: 20, tokensPerSecond: 1, seconds: 60 };

/** So many times the objective's load is a burst: with a CPU limit below what it takes, latency would suffer from it. */
const BURST = 5;
/** Rows of a request that is as large as the models allow. */
const LARGEST_BATCH = 256;
const SHORT_SECONDS = 15;

/** At rest, under the objective's load, in a burst, and with the largest requests. */
export const phasesOf = ({
  predictionsPerSecond,
  tokensPerSecond,
  seconds,
}: ObjectiveLoad): readonly Phase[] => [
  { name: 'rest', seconds: SHORT_SECONDS, predictionsPerSecond: 0, rows: 0, tokensPerSecond: 0 },
  { name: 'objective', seconds, predictionsPerSecond, rows: 1, tokensPerSecond },
  {
    name: 'burst',
    seconds: SHORT_SECONDS,
    predictionsPerSecond: BURST * predictionsPerSecond,
    rows: 1,
    tokensPerSecond: BURST * tokensPerSecond,
  },
  {
    name: 'batches',
    seconds: SHORT_SECONDS,
    predictionsPerSecond: predictionsPerSecond / 10,
    rows: LARGEST_BATCH,
    tokensPerSecond,
  },
];
