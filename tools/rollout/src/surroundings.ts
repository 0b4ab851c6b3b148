import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@slipway/compose-tests/testing';
import type { LoadSummary } from '@slipway/load';
import { EMPTY_TMP, expectNoneFailed, expectNothingLost, FILL_TMP, tell } from '@slipway/load/testing';
import { FAULT_MILLIS } from './durations.ts';
import { createPrometheus } from './prometheus.ts';
import { SERVICES, type RolloutStack } from './stack.ts';

/** A service may take so much more memory while what it sends to is away: its queues are full then. */
const QUEUES_MIB = 48;

/** Faults of what the services write to and are watched by. */
export function surroundingFaults(stack: RolloutStack): void {
  /** The load while a fault lasts. */
  async function during(fault: () => Promise<unknown>, end: () => Promise<unknown>): Promise<LoadSummary> {
    const endLoad = await stack.load();
    await sleep(1_000);
    try {
      await fault();
      await sleep(FAULT_MILLIS);
    } finally {
      await end();
    }
    return endLoad();
  }

  it('serves on where no service can write to its /tmp any more', async () => {
    const containers = await Promise.all(SERVICES.map((service) => stack.only(service)));
    const summary = await during(
      async () => {
        for (const container of containers)
          expect((await stack.exec(container, FILL_TMP)).output).toBe('ENOSPC 0\n');
      },
      async () => {
        for (const container of containers) expect(await stack.health(container)).toBe('running healthy');
        for (const container of containers) await stack.exec(container, EMPTY_TMP);
      },
    );
    tell('full /tmp', summary);
    expectNothingLost(summary);
  });

  it('serves on while nobody takes the log of a gateway, and has every line when somebody does again', async () => {
    const gateway = await stack.only('gateway');
    const before = accessLines(await stack.log(gateway));
    const summary = await during(
      () => stack.blockLog(gateway),
      () => stack.unblockLog(gateway),
    );
    tell('blocked log', summary);
    expectNothingLost(summary);
    await until(
      'the log has a line for each request',
      async () => accessLines(await stack.log(gateway)) === before + summary.issued,
    );
  });

  it('starts a model late where the token service is late, and answers without it meanwhile', async () => {
    const [auth, model] = [await stack.only('auth'), await stack.only('digits-tfjs')];
    const summary = await during(
      async () => {
        await stack.docker('stop', auth);
        await stack.docker('restart', model);
      },
      async () => {
        // It has waited: it neither ended nor called itself ready.
        expect(await stack.health(model)).not.toBe('running healthy');
        expect(await stack.restarts(model)).toBe(0);
        await stack.docker('start', auth);
        await stack.untilHealthy(auth);
        await stack.untilHealthy(model);
      },
    );
    tell('a late token service', summary);
    expect(summary.partial).toBeGreaterThan(0);
    expectNoneFailed(summary);
  });

  describe('with Prometheus and a collector', () => {
    beforeAll(() => stack.observe());
    it('is served on without Prometheus, whose counters go on rising when it is back', async () => {
      const { inferences, lastScrape, resets } = createPrometheus(stack.prometheusUrl);
      const quietSince = Date.now();
      await until('Prometheus asks the gateway', async () => (await lastScrape()) > quietSince);
      const before = (await inferences()) ?? 0;
      const prometheus = await stack.only('prometheus');
      const summary = await during(
        () => stack.docker('kill', prometheus),
        () => stack.docker('start', prometheus),
      );
      tell('Prometheus killed', summary);
      expectNothingLost(summary);
      await until(
        'Prometheus has counted every request',
        async () => (await inferences()) === before + summary.issued,
      );
      expect(await resets()).toBe(0);
    });

    it.each([
      ['has ended', 'kill', 'start'],
      ['stands still', 'pause', 'unpause'],
    ])('is served on, in bounded memory, while the collector %s', async (_what, fault, end) => {
      const collector = await stack.only('collector');
      const gateway = await stack.only('gateway');
      const before = await stack.residentMiB(gateway);
      const summary = await during(
        () => stack.docker(fault, collector),
        () => stack.docker(end, collector),
      );
      tell(`collector: ${fault}`, summary);
      expectNothingLost(summary);
      expect((await stack.residentMiB(gateway)) - before).toBeLessThan(QUEUES_MIB);
    });
  });
}

const accessLines = (log: string): number => log.split('"url.path":"/v2/models/digits/infer"').length - 1;
