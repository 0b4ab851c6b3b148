import type { Severity } from './rule.ts';

/** An alert condition: the budget burns faster than `rate` over the long and over the short window. */
export interface BurnRate {
  readonly severity: Severity;
  readonly longWindow: Window;
  /** A twelfth of the long one: the alert ends soon after the cause does. */
  readonly shortWindow: Window;
  /** 1 spends exactly the budget within the days over which the objective is judged. */
  readonly rate: number;
}

/** Hours of each window over which rates are recorded. */
const WINDOW_HOURS = { '5m': 1 / 12, '30m': 0.5, '1h': 1, '2h': 2, '6h': 6, '1d': 24, '3d': 72 };

export type Window = keyof typeof WINDOW_HOURS;

export const WINDOWS = Object.keys(WINDOW_HOURS) as readonly Window[];

/** Share of the whole budget that may go within a window: table 5-8 of "The Site Reliability Workbook". */
const SHARES = [
  { severity: 'page', longWindow: '1h', shortWindow: '5m', share: 0.02 },
  { severity: 'page', longWindow: '6h', shortWindow: '30m', share: 0.05 },
  { severity: 'ticket', longWindow: '1d', shortWindow: '2h', share: 0.1 },
  { severity: 'ticket', longWindow: '3d', shortWindow: '6h', share: 0.1 },
] as const;

/** The burn rates to tell people of, for an objective that is judged over `windowDays`. */
export const burnRates = (windowDays: number): readonly BurnRate[] =>
  SHARES.map(({ share, ...of }) => ({
    ...of,
    rate: round((share * windowDays * 24) / WINDOW_HOURS[of.longWindow]),
  }));

/** Six digits: what binary fractions add beyond them is noise in a file that people read. */
export const round = (value: number): number => Number(value.toPrecision(6));
