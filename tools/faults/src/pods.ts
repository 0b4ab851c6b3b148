import { until } from '@slipway/compose-tests/testing';
import { endWhole, PREFER_SERVICE, TAKE_MEMORY_BY_MANY } from '@slipway/load/testing';
import { SERVICES } from './overlay.ts';
import type { FaultStack } from './stack.ts';

/** Pods that go away while others of their kind stay. */
export function podFaults(stack: FaultStack): void {
  it('loses no request when pods are deleted', async () => {
    const endLoad = await stack.load();
    for (const service of SERVICES) {
      const [pod] = await stack.pods(service);
      await stack.kubectl('delete', 'pod', pod!);
      await stack.settle(service);
    }
    await endWhole('deleted pods', endLoad);
  }, 300_000);

  it('loses no request when pods are evicted, which their budget allows one at a time', async () => {
    const endLoad = await stack.load();
    for (const service of ['digits-tfjs', 'gateway'] as const) {
      const [first, second] = await stack.pods(service);
      await stack.evict(first!);
      await expect(stack.evict(second!)).rejects.toThrow(/disruption budget/);
      await stack.settle(service);
    }
    await endWhole('evicted pods', endLoad);
  }, 300_000);

  it('loses no request when a model is scaled to four, to one, and back', async () => {
    const endLoad = await stack.load();
    for (const replicas of [4, 1, 2]) await stack.scale('digits-onnx', replicas);
    await endWhole('scaled', endLoad);
  }, 300_000);

  it('hides that the system ends one of two models for memory', async () => {
    const [pod] = await stack.pods('digits-onnx');
    const endLoad = await stack.load();
    const ended = '--for=jsonpath={.status.containerStatuses[0].lastState.terminated.reason}=OOMKilled';
    const isEnded = async () => {
      // Its own program ends with the container, or in its place: then once more.
      await stack.exec(pod!, PREFER_SERVICE + TAKE_MEMORY_BY_MANY).catch(() => undefined);
      return stack.kubectl('wait', `pod/${pod}`, ended, '--timeout=15s').then(
        () => true,
        () => false,
      );
    };
    await until('a model that was ended for memory', isEnded, 90_000);
    await stack.kubectl('wait', `pod/${pod}`, '--for=condition=Ready', '--timeout=90s');
    await endWhole('ended for memory', endLoad);
  }, 300_000);
}
