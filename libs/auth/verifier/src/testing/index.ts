export { createFakeClock, type FakeClock } from './fake-clock.ts';
export { encodeJwt, type MintOptions } from './jwt.ts';
export { createTestIssuer, type IssuerMode, type TestIssuer, type TestIssuerOptions } from './test-issuer.ts';
