import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { autoscaling } from './autoscaling.ts';
import { modelVersions } from './model-versions.ts';
import { nodeFaults } from './nodes.ts';
import { podFaults } from './pods.ts';
import { isSoak } from './soak.ts';
import { createFaultStack } from './stack.ts';
import { platformFaults } from './platform.ts';
import { stateFaults } from './state.ts';
import { surroundingFaults } from './surroundings.ts';
import { updates } from './updates.ts';

const { SLIPWAY_TEST_REGISTRY: registry } = process.env;
const engine = await findTestCluster({ env: process.env, needsRegistry: true });

describeOn({ platform: 'kubernetes', engine, env: process.env }, 'a cluster under load', () => {
  const stack = createFaultStack(registry!);
  beforeAll(() => stack.start(), 900_000);
  afterEach(() => stack.endLoads(), 60_000);
  afterAll(() => stack.stop(), 120_000);

  describe('updates', () => updates(stack));
  describe('model versions', () => modelVersions(stack));
  describe('pods', () => podFaults(stack));
  // What follows is long, and moves the pods of others: it wants a cluster to itself.
  if (!isSoak) return;
  describe('autoscaling by CPU time', () => autoscaling(stack, 'CPU time'));
  describe('autoscaling by rows in flight', () => autoscaling(stack, 'rows in flight'));
  describe('state', () => stateFaults(stack));
  describe('surroundings', () => surroundingFaults(stack));
  describe('platform', () => platformFaults(stack));
  describe('nodes', () => nodeFaults(stack));
});
