import { untilWhole } from '../call.ts';
import { START_MILLIS, substrate } from '../suite.ts';
import type { Stack } from '../substrate/substrate.ts';
import { accessBehaviours } from './access.ts';
import { confiningBehaviours } from './confining.ts';
import { failingBehaviours } from './failing.ts';
import { isolatingBehaviours } from './isolating.ts';
import { issuingBehaviours } from './issuing.ts';
import { observingBehaviours } from './observing.ts';
import { LOW_RATE, servingBehaviours } from './serving.ts';
import { stoppingBehaviours } from './stopping.ts';

let running: Stack;
const stack = () => running;

beforeAll(async () => {
  running = await substrate.start({
    settingsOf: {
      gateway: {
        SLIPWAY_RATE_PER_SECOND: String(LOW_RATE.perSecond),
        SLIPWAY_RATE_BURST: String(LOW_RATE.burst),
      },
    },
  });
  await untilWhole(running);
}, START_MILLIS);
afterAll(() => running?.stop(), START_MILLIS);

describe('serving', () => servingBehaviours(stack));
describe('access', () => accessBehaviours(stack));
describe('tokens', () => issuingBehaviours(stack));
describe('observation', () => observingBehaviours(stack));
describe('failure', () => failingBehaviours(stack));
describe('confinement', () => confiningBehaviours(stack));
describe('isolation', () => isolatingBehaviours(stack));
describe('stop', () => stoppingBehaviours(stack));
