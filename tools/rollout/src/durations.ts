export const isSoak = process.env.SLIPWAY_SOAK === '1';

/** How long a load runs before and after what is done to the stack. */
export const AROUND_MILLIS = isSoak ? 20_000 : 2_000;

/** How long a fault of the surroundings lasts. */
export const FAULT_MILLIS = isSoak ? 60_000 : 6_000;
