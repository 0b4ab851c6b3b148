import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestCluster } from './find-test-cluster.ts';

// Loading the Kubernetes client alone takes seconds on a busy machine.
import.meta.jest.setTimeout(60_000);

let server: Server;
let folder: string;
let answer: { readonly status: number; readonly body: unknown };
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'slipway-kubeconfig-'));
  const { port } = server.address() as AddressInfo;
  const config = {
    'current-context': 'playground',
    clusters: [
      { name: 'one', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'me', user: {} }],
    contexts: [{ name: 'playground', context: { cluster: 'one', user: 'me' } }],
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: { gitVersion: 'v1.34.1' } };
});

const find = (variables: Readonly<Record<string, string>>) =>
  findTestCluster({ env: { KUBECONFIG: join(folder, 'config'), ...variables } });

describe('a cluster for tests', () => {
  it('is that of the current context where it is named as allowed', async () => {
    expect(await find({ SLIPWAY_TEST_CONTEXT: 'playground' })).toEqual({
      found: true,
      version: 'v1.34.1',
      apiVersion: 'v1',
    });
  });

  it.each([
    ['nothing is allowed', {}, /SLIPWAY_TEST_CONTEXT names no context/],
    ['the variable is empty', { SLIPWAY_TEST_CONTEXT: '' }, /SLIPWAY_TEST_CONTEXT names no context/],
    [
      'another context is allowed',
      { SLIPWAY_TEST_CONTEXT: 'lab' },
      /current context is playground, and SLIPWAY_TEST_CONTEXT allows lab/,
    ],
  ])('is none where %s, and is not even asked', async (_, variables, reason) => {
    expect(await find(variables)).toEqual({ found: false, reason: expect.stringMatching(reason) });
    expect(asked).toEqual([]);
  });

  it('is none for tests with images of their own where no registry brings them', async () => {
    const wish = (registry: Record<string, string>) =>
      findTestCluster({
        env: { KUBECONFIG: join(folder, 'config'), SLIPWAY_TEST_CONTEXT: 'playground', ...registry },
        needsRegistry: true,
      });
    expect(await wish({})).toMatchObject({ reason: expect.stringMatching(/SLIPWAY_TEST_REGISTRY names no/) });
    expect(await wish({ SLIPWAY_TEST_REGISTRY: '127.0.0.1:5000/shop' })).toMatchObject({ found: true });
  });

  it('is none where there is no kubeconfig, or where the server says nothing of use', async () => {
    const nowhere = { SLIPWAY_TEST_CONTEXT: 'playground', KUBECONFIG: join(folder, 'none') };
    expect(await find(nowhere)).toMatchObject({ found: false, reason: expect.stringMatching(/kubeconfig/) });
    answer = { status: 403, body: {} };
    expect(await find({ SLIPWAY_TEST_CONTEXT: 'playground' })).toMatchObject({
      found: false,
      reason: expect.stringMatching(/does not say its version \(403\)/),
    });
  });
});
