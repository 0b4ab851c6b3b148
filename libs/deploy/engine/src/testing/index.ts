export { decideTests, requiredPlatforms, type TestDecision } from './decide-tests.ts';
export { describeOn, type PlatformNeed } from './describe-on.ts';
