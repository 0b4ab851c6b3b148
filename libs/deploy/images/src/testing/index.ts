export { findPlatform, findPrograms, TEST_REGISTRY } from './find-tools.ts';
export { EXPRESS, sbomOf } from './fixture-sbom.ts';
export { emptyRepository } from './test-images.ts';
