import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { createAccessToken, digitInput, runLoad, type LoadSummary } from '@slipway/load';
import { endWhole } from '@slipway/load/testing';
import { makeDeployer } from './walkthrough/deployer.ts';
import { walkCluster } from './walkthrough/walk-cluster.ts';

const { SLIPWAY_TEST_REGISTRY: registry } = process.env;
const engine = await findTestCluster({ env: process.env, needsRegistry: true });
const run = promisify(execFile);
/** In ranges that no other test uses. */
const nodePort = 30_600 + (process.pid % 100);
const edgePort = 19_600 + (process.pid % 100);

/** A steady load of the ensemble at the port of the node, until it is told to end. */
async function loadOf({ namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal }) {
  const field = '--output=jsonpath={.data.secret}';
  const secret = await run('kubectl', ['--namespace', namespace, 'get', 'secret', 'client-demo', field]);
  const clientSecret = Buffer.from(secret.stdout, 'base64').toString();
  const url = `http://127.0.0.1:${nodePort}`;
  const agent = new Agent({ keepAlive: true });
  const token = createAccessToken({ url, agent, clientId: 'demo', clientSecret });
  const load = { url, model: 'digits', inputs: [digitInput], token, requestsPerSecond: 5, seconds: 1_800 };
  return runLoad({ ...load, signal }).finally(() => agent.destroy());
}

/** An advisory for each ecosystem of the images, of packages that none of them has. */
const ADVISORIES = { npm: 'npm', Debian: 'Debian:12' } as const;

describeOn(
  { platform: 'kubernetes', engine, env: process.env, isLong: true },
  'commands for a cluster',
  () => {
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

    test('docs/tutorials/to-a-cluster.md: do what it says, from a release to a promotion, and no request fails meanwhile', async () => {
      const prefix = `walk-${process.pid}-`;
      const namespace = `${prefix}dev`;
      const KUBECONFIG = join(advisories, 'kubeconfig');
      const ended = new AbortController();
      let load: Promise<LoadSummary> | undefined;
      const onDone = async (commands: string): Promise<Readonly<Record<string, string>>> => {
        if (commands.includes('--to dev')) {
          load = loadOf({ namespace, signal: ended.signal });
          // Told to whoever ends it.
          load.catch(() => undefined);
          await makeDeployer(namespace, KUBECONFIG);
        }
        if (commands.includes('slipway rollback')) {
          ended.abort();
          await endWhole('verify, a change and the way back', () => load!);
        }
        // From the first release to the way back everything is done by an account with two roles.
        return load !== undefined && !ended.signal.aborted ? { KUBECONFIG } : {};
      };
      try {
        const done = await walkCluster('docs/tutorials/to-a-cluster.md', {
          ...{ registry: registry!, prefix, nodePort, edgePort, advisories, onDone },
        });
        expect(done.length).toBeGreaterThan(7);
      } finally {
        ended.abort();
        await load?.catch(() => undefined);
      }
    }, 1_800_000);
  },
);
