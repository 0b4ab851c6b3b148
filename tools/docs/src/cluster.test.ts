import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { walkCluster } from './walkthrough/walk-cluster.ts';

const { SLIPWAY_TEST_REGISTRY: registry } = process.env;
const engine = await findTestCluster({ env: process.env, needsRegistry: true });
/** In a range that no other test uses. */
const nodePort = 30_600 + (process.pid % 100);

/** An advisory for each ecosystem of the images, of packages that none of them has. */
const ADVISORIES = { npm: 'npm', Debian: 'Debian:12' } as const;

/** It takes five minutes, in which every step is one that other tests take as well. */
const describeInSoak: typeof describeOn = (need, name, tests) =>
  process.env.SLIPWAY_SOAK === '1'
    ? describeOn(need, name, tests)
    : describe.skip(`${name} (needs SLIPWAY_SOAK=1)`, tests);

describeInSoak({ platform: 'kubernetes', engine, env: process.env }, 'commands for a cluster', () => {
  let advisories: string;
  beforeAll(() => {
    advisories = mkdtempSync(join(tmpdir(), 'slipway-osv-'));
    for (const [folder, ecosystem] of Object.entries(ADVISORIES)) {
      mkdirSync(join(advisories, folder));
      const affected = [
        {
          package: { ecosystem, name: 'no-such-package' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
        },
      ];
      const advisory = {
        schema_version: '1.6.0',
        id: `NONE-${folder}`,
        modified: '2026-11-01T00:00:00Z',
        affected,
      };
      writeFileSync(join(advisories, folder, 'none.json'), JSON.stringify(advisory));
    }
  });
  afterAll(() => rmSync(advisories, { recursive: true }));

  test('docs/tutorials/to-a-cluster.md: do what it says, from a release to a promotion', async () => {
    const prefix = `walk-${process.pid}-`;
    const done = await walkCluster('docs/tutorials/to-a-cluster.md', {
      ...{ registry: registry!, prefix, nodePort, advisories },
    });
    expect(done.length).toBeGreaterThan(7);
  }, 1_800_000);
});
