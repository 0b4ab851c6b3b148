import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { configurationFaults } from './configuration.ts';
import { crashFaults } from './crashes.ts';
import { memoryFaults } from './memory-ends.ts';
import { isSoak } from './durations.ts';
import { createRolloutStack } from './stack.ts';
import { surroundingFaults } from './surroundings.ts';
import { updates } from './updates.ts';

const need = { platform: 'compose', engine: await findEngine(), env: process.env };
const stack = createRolloutStack();

describeOn(need, 'a stack under load', () => {
  beforeAll(async () => {
    await stack.build();
    const { code, output } = await stack.up();
    if (code !== 0) throw new Error(output);
  }, 900_000);
  afterAll(() => stack.stop(), 120_000);

  describe('updates', () => updates(stack));
  describe('crashes', () => crashFaults(stack));
  describe('configuration', () => configurationFaults(stack));
  // What follows is long, and wants a machine to itself.
  if (!isSoak) return;
  describe('memory', () => memoryFaults(stack));
  describe('surroundings', () => surroundingFaults(stack));
});
