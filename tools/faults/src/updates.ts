import { until } from '@slipway/compose-tests/testing';
import { endWhole } from '@slipway/load/testing';
import { SERVICES } from './overlay.ts';
import { isSoak } from './soak.ts';
import type { FaultStack } from './stack.ts';

/** All four services each time: 4 updates, or 52 in the long run. */
const ROUNDS = isSoak ? 13 : 1;

const NEVER_READY = 'CMD ["-e", "setInterval(() => {}, 1000)"]';

/** New images, good and bad, and the way back. */
export function updates(stack: FaultStack): void {
  it(`loses no request in ${ROUNDS * SERVICES.length} updates to another image`, async () => {
    const endLoad = await stack.load();
    for (let round = 0; round < ROUNDS; round++)
      for (const service of SERVICES) {
        const before = await stack.pods(service);
        await stack.setImage(service, await stack.makeImage(service));
        await stack.settle(service);
        expect((await stack.pods(service)).filter((pod) => before.includes(pod))).toEqual([]);
      }
    await endWhole(`${ROUNDS * SERVICES.length} updates`, endLoad);
  }, 3_600_000);

  it('loses no request when an update is rolled back in the middle', async () => {
    const endLoad = await stack.load();
    for (const service of ['digits-onnx', 'gateway'] as const) {
      const before = await stack.pods(service);
      await stack.setImage(service, await stack.makeImage(service));
      // One old pod leaves, since the first new one is ready; the second is not there yet.
      const stayed = async () => {
        const now = await stack.pods(service);
        return before.filter((pod) => now.includes(pod)).length;
      };
      await until('one of two old pods leaves', async () => (await stayed()) < 2 || undefined, 90_000);
      expect(await stayed()).toBe(1);
      await stack.kubectl('rollout', 'undo', `deployment/${service}`);
      await stack.settle(service);
    }
    await endWhole('rollbacks in the middle', endLoad);
  }, 600_000);

  it('keeps the old pods where a new image never becomes ready', async () => {
    const before = await stack.pods('digits-onnx');
    const endLoad = await stack.load();
    await stack.setImage('digits-onnx', await stack.makeImage('digits-onnx', NEVER_READY));
    await expect(stack.settleWithin('digits-onnx', 20)).rejects.toThrow(/timed out/);
    expect(await stack.pods('digits-onnx')).toEqual(expect.arrayContaining([...before]));
    await stack.kubectl('rollout', 'undo', 'deployment/digits-onnx');
    await stack.settle('digits-onnx');
    await endWhole('an image that is never ready', endLoad);
    expect((await stack.pods('digits-onnx')).toSorted()).toEqual(before.toSorted());
  }, 300_000);
}
