import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@slipway/compose-tests/testing';
import { EMPTY_TMP, endWhole, FILL_TMP } from '@slipway/load/testing';
import { COUNT_FETCHES, garbledKeysLines } from './garbled-keys.ts';
import { SERVICES } from './overlay.ts';
import type { FaultStack } from './stack.ts';

const FULL_MILLIS = 20_000;
/** Each of six verifiers asks for keys every minute, or half a minute after it got none. */
const GARBLED_MILLIS = 180_000;
/** Until nodes have put a changed Secret into its files (a minute and more), and services have looked at them. */
const SECRETS_MILLIS = 180_000;

/** What services are given from outside: settings, secrets, keys, room to write. */
export function surroundingFaults(stack: FaultStack): void {
  it('serves on where no service can write to its /tmp any more', async () => {
    const allPods = async () => (await Promise.all(SERVICES.map((service) => stack.pods(service)))).flat();
    const pods = await allPods();
    const endLoad = await stack.load();
    for (const pod of pods) expect(await stack.exec(pod, FILL_TMP)).toBe('ENOSPC 0');
    await sleep(FULL_MILLIS);
    expect(await allPods()).toEqual(pods);
    for (const pod of pods) await stack.exec(pod, EMPTY_TMP);
    await endWhole('full /tmp', endLoad);
  }, 300_000);

  it('keeps the old pods where a setting is wrong, and says so in the exit code of the new one', async () => {
    const before = await stack.pods('digits-onnx');
    const endLoad = await stack.load();
    await stack.kubectl('set', 'env', 'deployment/digits-onnx', 'SLIPWAY_LOG_LEVEL=loud');
    const exitCode = async () => {
      const [added] = (await stack.pods('digits-onnx')).filter((pod) => !before.includes(pod));
      const state = '{.status.containerStatuses[0].lastState.terminated.exitCode}';
      return added && (await stack.kubectl('get', 'pod', added, `--output=jsonpath=${state}`));
    };
    expect(await until('the new pod has ended', async () => (await exitCode()) || undefined, 60_000)).toBe(
      '78',
    );
    await stack.kubectl('rollout', 'undo', 'deployment/digits-onnx');
    await stack.settle('digits-onnx');
    await endWhole('a wrong setting', endLoad);
    expect((await stack.pods('digits-onnx')).toSorted()).toEqual(before.toSorted());
  }, 300_000);

  it('refuses nobody while secrets change, those of clients and those of the gateway itself', async () => {
    const endOld = await stack.load();
    const endFresh = await stack.load({ fresh: true });
    const secret = 'another-secret-of-a-test';
    for (const client of ['demo', 'gateway'])
      await stack.kubectl(
        'patch',
        'secret',
        `client-${client}`,
        `--patch={"stringData":{"secret":"${secret}"}}`,
      );
    // One that starts now has the new secret before the token service knows of it.
    await stack.kubectl('rollout', 'restart', 'deployment/gateway');
    await sleep(SECRETS_MILLIS);
    await stack.settle('gateway');
    const endNew = await stack.load({ fresh: true, secret });
    await sleep(5_000);
    await endWhole('changed secrets, one token', endOld);
    await endWhole('changed secrets, a new token each time for the old secret', endFresh);
    await endWhole('changed secrets, a new token each time for the new secret', endNew);
  }, 600_000);

  it('keeps the keys it has where the token service gives no good ones', async () => {
    const endLoad = await stack.load();
    await stack.setImage('auth', await stack.makeImage('auth', garbledKeysLines));
    await stack.settle('auth');
    await sleep(GARBLED_MILLIS);
    const counts = await Promise.all((await stack.pods('auth')).map((pod) => stack.exec(pod, COUNT_FETCHES)));
    // Every gateway and model has asked: the three kinds of answer take turns.
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBeGreaterThanOrEqual(12);
    await stack.kubectl('rollout', 'undo', 'deployment/auth');
    await stack.settle('auth');
    await endWhole('keys that are none', endLoad);
  }, 600_000);
}
