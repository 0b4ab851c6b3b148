export const isSoak = process.env.SLIPWAY_SOAK === '1';
