export { endUnfailed, endWhole, expectNoneFailed, expectNothingLost, tell } from './expect-load.ts';
export { EMPTY_TMP, FILL_TMP } from './fill-tmp.ts';
export { PREFER_SERVICE, TAKE_MEMORY, TAKE_MEMORY_BY_MANY } from './take-memory.ts';
