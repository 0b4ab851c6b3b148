import { describeOn } from '@slipway/deploy-engine/testing';
import { findTestCluster } from './find-test-cluster.ts';

const env = process.env;
const engine = await findTestCluster({ env });

/** Jest's `describe` for tests that change a cluster; they run only where `SLIPWAY_TEST_CONTEXT` names the current context. */
export const describeOnCluster = (name: string, tests: () => void): void =>
  describeOn({ platform: 'kubernetes', engine, env }, name, tests);
