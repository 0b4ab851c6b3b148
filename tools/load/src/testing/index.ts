export { endWhole, expectNoneFailed, expectNothingLost, tell } from './expect-load.ts';
export { PREFER_SERVICE, TAKE_MEMORY, TAKE_MEMORY_BY_MANY } from './take-memory.ts';
