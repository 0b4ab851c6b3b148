import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { findPrograms } from '@slipway/deploy-images/testing';
import { allOf } from '../tools.ts';

const env = process.env;
const engine = allOf(await findTestCluster({ env }), await findPrograms('cosign'));

/** Jest's `describe` for tests that sign images and deliver them to a cluster that they may change. */
export const describeDelivery = (name: string, tests: () => void): void =>
  describeOn({ platform: 'kubernetes', engine, env }, name, tests);
