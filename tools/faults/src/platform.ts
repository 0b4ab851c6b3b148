import { setTimeout as sleep } from 'node:timers/promises';
import { describeOn } from '@slipway/deploy-engine/testing';
import { endWhole } from '@slipway/load/testing';
import { platformCommands, runPlatformCommand } from './platform-commands.ts';
import type { FaultStack } from './stack.ts';

/** Below the time (50 s) after which a cluster takes silent nodes, then all of them, for lost when it is back. */
const AWAY_MILLIS = 20_000;

/** What runs the cluster goes away; what runs on it stays. */
export function platformFaults(stack: FaultStack): void {
  describeOn({ platform: 'nodes', engine: platformCommands, env: process.env }, 'the platform', () => {
    // Whatever became of a test, the next one finds everything.
    afterEach(() => runPlatformCommand('bringBack'), 300_000);

    it('serves on without the API server', async () => {
      const endLoad = await stack.load();
      await runPlatformCommand('stopApi');
      await sleep(AWAY_MILLIS);
      await runPlatformCommand('bringBack');
      await stack.settle('gateway');
      await endWhole('no API server', endLoad);
    }, 300_000);

    it('serves on without the registry: a new image waits, and the way back needs none', async () => {
      const image = await stack.makeImage('digits-onnx');
      const before = await stack.pods('digits-onnx');
      const endLoad = await stack.load();
      await runPlatformCommand('stopRegistry');
      await stack.setImage('digits-onnx', image);
      await expect(stack.settleWithin('digits-onnx', 20)).rejects.toThrow(/timed out/);
      expect(await stack.pods('digits-onnx')).toEqual(expect.arrayContaining([...before]));
      await stack.kubectl('rollout', 'undo', 'deployment/digits-onnx');
      await stack.settle('digits-onnx');
      // All its pods are new, of an image that the nodes have.
      await stack.kubectl('rollout', 'restart', 'deployment/digits-onnx');
      await stack.settle('digits-onnx');
      await endWhole('no registry', endLoad);
    }, 300_000);
  });
}
