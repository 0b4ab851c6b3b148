import { setTimeout as sleep } from 'node:timers/promises';
import { endUnfailed, endWhole } from '@slipway/load/testing';
import { AROUND_MILLIS } from './durations.ts';
import type { RolloutStack } from './stack.ts';

/** Processes and containers that go away. */
export function crashFaults(stack: RolloutStack): void {
  it('answers partially while the only container of a model restarts after a crash of its process', async () => {
    const container = await stack.only('digits-tfjs');
    const endLoad = await stack.load();
    await stack.crash(container);
    await stack.untilRestarted(container);
    await stack.untilHealthy(container);
    await sleep(AROUND_MILLIS);
    const summary = await endUnfailed('process crashed', endLoad);
    expect(summary.partial).toBeGreaterThan(0);
    expect(await stack.restarts(container)).toBe(1);
  });

  it('hides the loss of one of two replicas, and its stop altogether', async () => {
    await stack.scale('digits-onnx', 2);
    const [killed] = await stack.containers('digits-onnx');
    const whileKilled = await stack.load();
    await sleep(AROUND_MILLIS);
    await stack.docker('kill', killed!);
    await sleep(AROUND_MILLIS + 2_000);
    await endUnfailed('one of two killed', whileKilled);

    await stack.docker('start', killed!);
    await stack.scale('digits-onnx', 2);
    const [stopped] = await stack.containers('digits-onnx');
    const whileStopped = await stack.load();
    await sleep(AROUND_MILLIS);
    await stack.docker('stop', '--time', '15', stopped!);
    await sleep(AROUND_MILLIS);
    await endWhole('one of two stopped', whileStopped);
    await stack.docker('rm', stopped!);
  });
}
