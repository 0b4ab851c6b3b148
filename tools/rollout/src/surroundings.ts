import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadSummary } from '@slipway/load';
import { expectNothingLost, tell } from './expect-load.ts';
import { createPrometheus } from './prometheus.ts';
import { SERVICES, type RolloutStack } from './stack.ts';
import { until } from './until.ts';

/** How long each fault lasts. */
const FAULT_MILLIS = process.env.SLIPWAY_SOAK === '1' ? 60_000 : 6_000;
/** A service may take so much more memory while what it sends to is away: its queues are full then. */
const QUEUES_MIB = 48;

/** Leaves not a byte. */
const FILL = `
  const fs = require('fs');
  try { for (;;) fs.appendFileSync('/tmp/filler', Buffer.alloc(2 ** 20, 1)); }
  catch (error) { console.log(error.code, fs.statfsSync('/tmp').bavail); }`;

/** Faults of what the services write to and are watched by. */
export function surroundingFaults(stack: RolloutStack): void {
  /** The load while a fault lasts. */
  async function during(fault: () => Promise<unknown>, end: () => Promise<unknown>): Promise<LoadSummary> {
    const endLoad = await stack.load();
    await sleep(1_000);
    await fault();
    await sleep(FAULT_MILLIS);
    await end();
    return endLoad();
  }

  it('serves on where no service can write to its /tmp any more', async () => {
    const containers = await Promise.all(SERVICES.map((service) => stack.only(service)));
    const summary = await during(
      async () => {
        for (const container of containers)
          expect((await stack.exec(container, FILL)).output).toBe('ENOSPC 0\n');
      },
      async () => {
        for (const container of containers) expect(await stack.health(container)).toBe('running healthy');
        for (const container of containers)
          await stack.exec(container, `require('fs').unlinkSync('/tmp/filler')`);
      },
    );
    tell('full /tmp', summary);
    expectNothingLost(summary);
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
