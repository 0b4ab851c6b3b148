import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@slipway/compose-tests/testing';
import { expectNothingLost, tell } from '@slipway/load/testing';
import type { FaultStack } from './stack.ts';

const AUTOSCALER = join(import.meta.dirname, '../../../k8s/components/autoscaling/gateway.yaml');
/** Of two gateways that have 0.18 cores each, more than the 70 % at which a third is added. */
const MANY_PER_SECOND = 50;
const SCALED_MILLIS = 180_000;

/** The committed autoscaler, which goes by CPU time, on the whole system. */
export function autoscaling(stack: FaultStack): void {
  const gateways = async () =>
    Number(await stack.kubectl('get', 'deployment/gateway', '--output=jsonpath={.spec.replicas}'));
  const untilGateways = (what: string, isSo: (count: number) => boolean) =>
    until(what, async () => isSo(await gateways()) || undefined, SCALED_MILLIS);

  it('adds gateways when many ask and removes them again, and no request fails', async () => {
    const before = await gateways();
    await stack.kubectl('apply', '--filename', AUTOSCALER);
    const endFew = await stack.load();
    const endMany = await stack.load({ requestsPerSecond: MANY_PER_SECOND });
    await untilGateways('a gateway more', (count) => count > before);
    await stack.settle('gateway');
    const many = await endMany();
    const endShared = await stack.load({ requestsPerSecond: MANY_PER_SECOND });
    await sleep(15_000);
    const shared = await endShared();
    await untilGateways('as many gateways as before', (count) => count === before);
    const few = await endFew();
    await stack.kubectl('delete', '--filename', AUTOSCALER);
    tell('until a gateway was added', many);
    tell('after it was added', shared);
    tell('all the time', few);
    for (const summary of [many, shared, few]) expectNothingLost(summary);
  }, 600_000);
}
