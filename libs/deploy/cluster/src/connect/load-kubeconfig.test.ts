import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from './connect.ts';

// Loading the Kubernetes client alone takes seconds on a busy machine.
import.meta.jest.setTimeout(60_000);

let folder: string;
const file = (name: string) => join(folder, name);

function writeConfig(name: string, server: string, contexts: readonly string[] = ['here']): string {
  const config = {
    'current-context': contexts[0],
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: {} }],
    contexts: contexts.map((context) => ({ name: context, context: { cluster: 'c', user: 'u' } })),
  };
  writeFileSync(file(name), JSON.stringify(config));
  return file(name);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a kubeconfig', () => {
  it('that is nowhere is told with its place', async () => {
    await expect(connect({ env: { KUBECONFIG: '/nowhere/config' } })).rejects.toMatchObject({
      kind: 'config',
      message: 'There is no kubeconfig at /nowhere/config: set KUBECONFIG',
    });
    await expect(connect({ env: { HOME: folder } })).rejects.toMatchObject({
      message: expect.stringContaining(file('.kube/config')),
    });
  });

  it('that has no such context is told with those that it has', async () => {
    const KUBECONFIG = writeConfig('config', 'https://one', ['here', 'there']);
    await expect(connect({ env: { KUBECONFIG }, context: 'nowhere' })).rejects.toMatchObject({
      kind: 'config',
      message: 'The kubeconfig has no context nowhere: name one of here, there with --context',
    });
  });

  it('that is no YAML is told', async () => {
    writeFileSync(file('broken'), '{');
    await expect(connect({ env: { KUBECONFIG: file('broken') } })).rejects.toMatchObject({ kind: 'config' });
  });

  it('may be several files, of which the first that names something counts', async () => {
    const first = writeConfig('config', 'https://one');
    const second = writeConfig('second', 'https://two', ['other', 'here']);
    const env = { KUBECONFIG: [file('missing'), first, second].join(':') };
    const clusters = [await connect({ env }), await connect({ env, context: 'other' })];
    expect(clusters.map(({ context, server }) => `${context} ${server}`)).toEqual([
      'here https://one',
      'other https://one',
    ]);
  });

  it('whose server nobody listens at leads to an error that says so at once', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const away = await connect({ env: { KUBECONFIG: writeConfig('config', `http://127.0.0.1:${port}`) } });
    await expect(away.list({ apiVersion: 'v1', kind: 'Pod' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+ \(context here\) cannot be reached to list the kinds of v1: ECONNREFUSED/,
      ),
    });
    await away.close();
  });
});
