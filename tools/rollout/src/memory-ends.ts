import { setTimeout as sleep } from 'node:timers/promises';
import {
  expectNoneFailed,
  expectNothingLost,
  PREFER_SERVICE,
  TAKE_MEMORY,
  tell,
} from '@slipway/load/testing';
import { AROUND_MILLIS } from './durations.ts';
import type { RolloutStack } from './stack.ts';

/** Processes that the system ends because their container wants more memory than it may have. */
export function memoryFaults(stack: RolloutStack): void {
  it('restarts a model that the system ended for memory once; the other model answers everything', async () => {
    const container = await stack.only('digits-onnx');
    const [before, since] = [await stack.restarts(container), new Date()];
    const peer = await stack.only('digits-tfjs');
    const peerRestarts = await stack.restarts(peer);
    const endLoads = [await stack.load(), await stack.load('digits-mlp')];
    await stack.exec(container, PREFER_SERVICE + TAKE_MEMORY);
    await stack.untilRestarted(container);
    await stack.untilHealthy(container);
    await sleep(AROUND_MILLIS);
    const [ensemble, other] = await Promise.all(endLoads.map((end) => end()));
    tell('ended for memory, ensemble', ensemble!);
    tell('ended for memory, other model', other!);
    expect(await stack.memoryEnds(container, since)).toBeGreaterThan(0);
    expectNoneFailed(ensemble!);
    expectNothingLost(other!);
    // Once: at the rate that it is made for it does not end again.
    expect((await stack.restarts(container)) - before).toBe(1);
    expect(await stack.restarts(peer)).toBe(peerRestarts);
  });

  it('loses nothing where the system ends another process of a container for memory', async () => {
    const container = await stack.only('digits-tfjs');
    const [before, since] = [await stack.restarts(container), new Date()];
    const endLoad = await stack.load();
    await sleep(AROUND_MILLIS);
    expect((await stack.exec(container, TAKE_MEMORY)).code).toBe(137);
    await sleep(AROUND_MILLIS);
    const summary = await endLoad();
    tell('other process ended for memory', summary);
    expect(await stack.memoryEnds(container, since)).toBeGreaterThan(0);
    expectNothingLost(summary);
    expect(await stack.restarts(container)).toBe(before);
  });
}
