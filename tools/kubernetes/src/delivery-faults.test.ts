import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeOnCluster,
  serve,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
} from '@slipway/deploy-cluster/testing';
import { fieldOf, type Manifest } from '@slipway/deploy-plan';
import { createDeliveryWorkspace, type DeliveryWorkspace } from './testing/delivery-workspace.ts';

const LIMIT_MILLIS = 180_000;

describeOnCluster('an apply that is killed', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'delivery-faults');
  let image: string;
  let workspace: DeliveryWorkspace;

  beforeAll(async () => {
    image = await tinyImage();
    workspace = createDeliveryWorkspace(namespace);
  });
  afterAll(() => workspace?.remove());

  const objects = (text: string): readonly Manifest[] => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `settings-${text}` }, data: { text } },
    // Ready only after a while, so that there is a rollout to be killed in.
    tinyWorkload({ name: 'web', image, script: `setTimeout(() => { ${serve(text)} }, 3000)` }),
  ];
  const state = async () => {
    const maps = await cluster().list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace });
    const web = await cluster().get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' });
    return {
      settings: maps.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('settings-')),
      ready: fieldOf(web, 'status', 'readyReplicas'),
    };
  };

  it.each([
    ['while it plans', 'one', /^$/],
    ['as soon as it has told the plan', 'two', /to create/],
    ['while it waits for pods', 'three', /Deployment web: \d of 1 ready/],
  ])(
    '%s is completed by the next one, which waits for the dead one no longer than its lease',
    async (_, text, moment) => {
      workspace.write(objects(text));
      const killed = workspace.start('apply', '--overlay', 'test');
      await killed.said(moment);
      killed.kill('SIGKILL');
      expect((await killed.ended).code).toBeNull();
      const { code, err } = await workspace.run('apply', '--overlay', 'test');
      expect([code, err]).toEqual([0, expect.any(String)]);
      expect(await state()).toEqual({ settings: [`settings-${text}`], ready: 1 });
      expect(await workspace.run('apply', '--overlay', 'test')).toMatchObject({
        code: 0,
        err: expect.stringMatching(/Nothing to do/),
      });
    },
    LIMIT_MILLIS,
  );

  it(
    'by Ctrl-C while it waits is recorded as failed, and lets go of the lease at once',
    async () => {
      workspace.write(objects('four'));
      const stopped = workspace.start('apply', '--overlay', 'test');
      await stopped.said(/Deployment web: 0 of 1 ready/);
      stopped.kill('SIGINT');
      expect(await stopped.ended).toMatchObject({ code: 1, err: expect.stringMatching(/Stopped/) });
      const { out } = await workspace.run('history', '--overlay', 'test');
      expect(out.split('\n')[1]).toMatch(/failed/);
      const { code, err } = await workspace.run('apply', '--overlay', 'test');
      expect([code, err]).toEqual([0, expect.not.stringMatching(/holds the lease/)]);
    },
    LIMIT_MILLIS,
  );
});

describeOnCluster('an API server that is away', () => {
  let silent: Server;
  let folder: string;
  let workspace: DeliveryWorkspace;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-away-'));
    // Takes connections and says nothing, as a firewall in the way does.
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    silent?.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => workspace?.remove());

  const open = (port: number) => {
    const kubeconfig = join(folder, 'config');
    const config = {
      'current-context': 'away',
      clusters: [
        { name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'u', user: { token: 'x' } }],
      contexts: [{ name: 'away', context: { cluster: 'c', user: 'u' } }],
    };
    workspace = createDeliveryWorkspace('nowhere', { ...process.env, KUBECONFIG: kubeconfig });
    writeFileSync(kubeconfig, JSON.stringify(config));
    workspace.write([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  };
  const silentPort = () => (silent.address() as AddressInfo).port;

  it.each([
    ['that refuses connections', () => 1025, 'plan', /ECONNREFUSED/, 60],
    ['that never answers', silentPort, 'apply', /no answer within 10 s/, 60],
  ])(
    '%s ends a command in time, with what is known',
    async (_, port, command, reason, seconds) => {
      open(port());
      const begin = performance.now();
      const { code, err } = await workspace.run(command, '--overlay', 'test');
      expect([code, err]).toEqual([69, expect.stringMatching(reason)]);
      expect(err).toMatch(/The API server https:\/\/127\.0\.0\.1:\d+ \(context away\) cannot be reached to/);
      expect((performance.now() - begin) / 1000).toBeLessThan(seconds);
    },
    LIMIT_MILLIS,
  );
});
