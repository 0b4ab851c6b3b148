import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markVerified, readInventory, readReleases } from '@slipway/deploy-cluster';
import {
  describeOnCluster,
  serve,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
} from '@slipway/deploy-cluster/testing';
import { fieldOf, latestRelease, listOf, type Manifest } from '@slipway/deploy-plan';
import { createDeliveryWorkspace, type DeliveryWorkspace } from './testing/delivery-workspace.ts';
import { describeDelivery } from './testing/describe-delivery.ts';

const LIMIT_MILLIS = 180_000;
const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: 'slipway-delivery' };
/** Of the overlay below, in their order. */
const STEPS = [
  'namespace',
  'lease',
  'secrets',
  'locked-images',
  'inventory',
  'apply what workloads need',
  'apply Deployment web',
  'wait for Deployment web',
  'apply what follows workloads',
  'prune',
  'record',
];

/** One story: each delivery changes what the one before has left, and begins where nothing is at all. */
describeDelivery('a delivery that is killed', () => {
  const cluster = useCluster();
  const labels = { 'slipway.dev/images': 'locked' };
  const namespace = useNamespace(cluster, 'delivery-faults', { make: false });
  const next = useNamespace(cluster, 'delivery-faults-next', { make: false });
  let image: string;
  let workspace: DeliveryWorkspace;
  let count = 0;

  beforeAll(async () => {
    image = await tinyImage();
    workspace = createDeliveryWorkspace(namespace);
    await workspace.lock({ signed: [image] });
  });
  afterAll(() => workspace?.remove());

  const objects = (text: string, place = namespace): readonly Manifest[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: place, labels } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `settings-${text}` }, data: { text } },
    tinyWorkload({
      name: 'web',
      image,
      script: serve(text),
      pod: { volumes: [{ name: 's', secret: { secretName: 'client-web' } }] },
    }),
    {
      ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: `web-${text}` } },
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } },
    },
  ];
  /** All that may be left over, in one namespace. */
  const stateOf = async (place: string) => {
    const list = async (apiVersion: string, kind: string) =>
      (await cluster().list({ apiVersion, kind }, { namespace: place })).filter(
        ({ metadata }) => metadata.name !== 'kube-root-ca.crt',
      );
    const names = async (apiVersion: string, kind: string) =>
      (await list(apiVersion, kind)).map(({ metadata }) => metadata.name).sort();
    const [web] = await list('apps/v1', 'Deployment');
    return {
      maps: await names('v1', 'ConfigMap'),
      budgets: await names('policy/v1', 'PodDisruptionBudget'),
      secrets: (await names('v1', 'Secret')).filter((name) => !name.startsWith('slipway-release-')),
      commands: listOf(web, 'spec', 'template', 'spec', 'containers').map((one) => listOf(one, 'command')),
      ready: [fieldOf(web, 'status', 'readyReplicas'), fieldOf(web, 'status', 'replicas')],
      inventory: (await readInventory(cluster(), place)).map(({ name }) => name).sort(),
      holder: fieldOf(await cluster().get({ ...LEASE, namespace: place }), 'spec', 'holderIdentity'),
    };
  };
  const complete = (text: string, place: string) => ({
    maps: ['locked-images', `settings-${text}`, 'slipway-inventory'],
    budgets: [`web-${text}`],
    secrets: ['client-web'],
    commands: [['node', '-e', serve(text)]],
    ready: [1, 1],
    inventory: [place, `settings-${text}`, 'web', `web-${text}`].sort(),
    holder: '',
  });
  const releasesOf = async (place: string, text: string) =>
    (await readReleases(cluster(), place))
      .filter(({ manifests }) => manifests.some(({ metadata }) => metadata.name === `settings-${text}`))
      .map(({ number, status }) => `${number} ${status}`);
  const secretOf = async () =>
    fieldOf(await cluster().get({ apiVersion: 'v1', kind: 'Secret', namespace, name: 'client-web' }), 'data');

  /** What the dead one holds runs out at once; that it is waited for otherwise is seen below. */
  async function endLease(place: string): Promise<void> {
    const lease = await cluster().get({ ...LEASE, namespace: place });
    if (lease === undefined || fieldOf(lease, 'spec', 'holderIdentity') === '') return;
    await cluster().replace({ ...lease, spec: { ...(lease.spec as object), leaseDurationSeconds: 1 } });
  }

  it.each(STEPS)(
    'before the step %s is completed by the next one',
    async (step) => {
      const text = String(++count);
      const secret = await secretOf();
      workspace.write(objects(text));
      const { code, err } = await workspace.runUntil(step, 'apply', '--overlay', 'test');
      expect([code, err]).toEqual([null, expect.stringMatching(new RegExp(`step: ${step}\n$`))]);
      await endLease(namespace);
      expect(await workspace.run('apply', '--overlay', 'test')).toMatchObject({ code: 0 });
      expect(await stateOf(namespace)).toEqual(complete(text, namespace));
      expect(await releasesOf(namespace, text)).toEqual([`${text} applied`]);
      if (secret !== undefined) expect(await secretOf()).toEqual(secret);
    },
    LIMIT_MILLIS,
  );

  it(
    'is killed above before each of its steps, and leaves nothing to do at last',
    async () => {
      const text = String(++count);
      workspace.write(objects(text));
      const whole = await workspace.runUntil('none', 'apply', '--overlay', 'test');
      expect([...whole.err.matchAll(/^step: (.*)$/gm)].map(([, step]) => step)).toEqual(STEPS);
      expect(await workspace.run('apply', '--overlay', 'test')).toMatchObject({
        code: 0,
        err: expect.stringMatching(/Nothing to do/),
      });
    },
    LIMIT_MILLIS,
  );

  it(
    'as a promotion is completed by the next one, which it holds up no longer than its lease',
    async () => {
      const text = String(++count);
      const { number } = latestRelease(await readReleases(cluster(), namespace))!;
      await markVerified(cluster(), namespace, { number, verifiedAt: new Date().toISOString() });
      workspace.write(objects(text, next), { overlay: 'next', namespace: next });
      const promote = ['promote', '--from', 'test', '--to', 'next'];
      const { code, err } = await workspace.runUntil('apply Deployment web', ...promote);
      expect([code, err]).toEqual([null, expect.stringMatching(/step: apply Deployment web\n$/)]);
      const begin = performance.now();
      expect(await workspace.run(...promote)).toMatchObject({
        code: 0,
        err: expect.stringMatching(/has not renewed it for 15 s/),
      });
      expect((performance.now() - begin) / 1000).toBeLessThan(60);
      expect(await stateOf(next)).toEqual(complete(text, next));
      expect(await releasesOf(next, text)).toEqual(['1 applied']);
    },
    LIMIT_MILLIS,
  );

  it(
    'by Ctrl-C while it waits is recorded as failed, and lets go of the lease at once',
    async () => {
      const [home, settings, , budget] = objects('stopped');
      // Ready only after a while, so that there is a rollout to be stopped in.
      const slow = tinyWorkload({
        name: 'web',
        image,
        script: `setTimeout(() => { ${serve('slow')} }, 3000)`,
      });
      workspace.write([home!, settings!, slow, budget!]);
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
