import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { walkContainers } from './walkthrough/walk.ts';

const engine = await findEngine();
/** Away from the reader's stack, and below the ports that systems give to outgoing connections. */
const port = 22_000 + (process.pid % 1_000);

describeOn({ platform: 'compose', engine, env: process.env }, 'commands for containers', () => {
  test.each(['README.md', 'docs/how-to/run-in-containers.md'])(
    '%s: do what it says',
    async (file) => {
      const done = await walkContainers(file, { project: `slipway-docs-${process.pid}`, port });
      expect(done.length).toBeGreaterThan(0);
    },
    600_000,
  );
});
