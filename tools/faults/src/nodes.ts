import { setTimeout as sleep } from 'node:timers/promises';
import { describeOn } from '@slipway/deploy-engine/testing';
import { endWhole, expectNothingLost, tell } from '@slipway/load/testing';
import { REQUESTS_PER_SECOND } from './loads.ts';
import { SERVICES } from './overlay.ts';
import { platformCommands, runPlatformCommand, spareNode as node } from './platform-commands.ts';
import type { FaultStack } from './stack.ts';

/** Until the cluster calls a silent node lost (40 s) and has replaced its pods (30 s later), with room for their start. */
const REPLACED_MILLIS = 150_000;

/** Requests of two seconds, within which nobody is led to what is gone any more. */
const LED_ASTRAY = 2 * REQUESTS_PER_SECOND;

/** Machines that go away. */
export function nodeFaults(stack: FaultStack): void {
  describeOn({ platform: 'nodes', engine: platformCommands, env: process.env }, 'a node', () => {
    // Whatever became of a test, the node is there for others.
    afterAll(async () => {
      await runPlatformCommand('bringBack');
      await stack.kubectl('wait', `node/${node}`, '--for=condition=Ready', '--timeout=120s');
      await stack.kubectl('uncordon', node);
    }, 300_000);

    it('is drained and taken back without the loss of a request', async () => {
      const endLoad = await stack.load();
      await stack.kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=240s');
      await stack.settle(...SERVICES);
      await stack.kubectl('uncordon', node);
      await endWhole('a drained node', endLoad);
    }, 400_000);

    it('is lost with all that was under way on it, and nothing else', async () => {
      // A replica on each node, whatever came before: spreading is a wish, and there is room.
      await stack.kubectl('rollout', 'restart', ...SERVICES.map((service) => `deployment/${service}`));
      await stack.settle(...SERVICES);
      const there = ['get', 'pods', `--field-selector=spec.nodeName=${node}`, '--output=name'];
      for (const service of SERVICES)
        expect(await stack.kubectl(...there, `--selector=app.kubernetes.io/name=${service}`)).not.toBe('');
      const endLoad = await stack.load();
      await sleep(5_000);
      await runPlatformCommand('loseNode');
      await sleep(REPLACED_MILLIS);
      await stack.settle(...SERVICES);
      const summary = await endLoad();
      tell('a lost node', summary);
      // What the load has sent to the gateway there dies with it; no gateway answers wrongly, in part, or with an error.
      const lost = Object.values(summary.lost).reduce((sum, count) => sum + count, 0);
      expectNothingLost({ ...summary, lost: {}, issued: summary.issued - lost });
      expect(lost).toBeLessThan(LED_ASTRAY);

      const endAfter = await stack.load();
      await sleep(10_000);
      expectNothingLost(await endAfter());
    }, 600_000);
  });
}
