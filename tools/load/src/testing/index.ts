export { expectNoneFailed, expectNothingLost, tell } from './expect-load.ts';
export { PREFER_SERVICE, TAKE_MEMORY } from './take-memory.ts';
