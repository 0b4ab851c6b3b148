export { createAccessToken, type AccessTokenOptions } from './access-token.ts';
export { digitInput, digitRows } from './digit.ts';
export { judge, type Verdict } from './judge.ts';
export { runLoad, type Load } from './run-load.ts';
export { createTally, isAsPromised, type LoadSummary } from './tally.ts';
