export { expectNoneFailed, expectNothingLost, tell } from './expect-load.ts';
