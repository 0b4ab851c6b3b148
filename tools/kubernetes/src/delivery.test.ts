import { markVerified } from '@slipway/deploy-cluster';
import { serve, tinyImage, tinyWorkload, useCluster, useNamespace } from '@slipway/deploy-cluster/testing';
import { fieldOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { createDeliveryWorkspace, type DeliveryWorkspace } from './testing/delivery-workspace.ts';
import { describeDelivery } from './testing/describe-delivery.ts';

const LIMIT_MILLIS = 120_000;
const SLIPWAY_KINDS = ['ConfigMap', 'Secret', 'Service'].map((kind) => ({ apiVersion: 'v1', kind }));

/** One story: each test goes on from where the one before has left the cluster. */
describeDelivery('slipway plan, apply and rollback', () => {
  const cluster = useCluster();
  const namespace = useNamespace(cluster, 'delivery', { make: false });
  let image: string;
  /** Of the same repository, and of no image that the registry has. */
  const withDigest = (digit: string) => image.replace(/sha256:.*/, `sha256:${digit.repeat(64)}`);
  let workspace: DeliveryWorkspace;
  const slipway = (command: string, ...more: readonly string[]) =>
    workspace.run(command, '--overlay', 'test', ...more);

  const home: Manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'slipway.dev/images': 'locked' },
    },
  };
  const settings = (values: Readonly<Record<string, string>>): Manifest => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } },
    data: values,
  });
  const web = (text: string, more: Partial<Parameters<typeof tinyWorkload>[0]> = {}) =>
    tinyWorkload({
      name: 'web',
      image,
      script: serve(text),
      container: { volumeMounts: [{ name: 'secret', mountPath: '/secret' }] },
      pod: { volumes: [{ name: 'secret', projected: { sources: [{ secret: { name: 'client-web' } }] } }] },
      ...more,
    });
  const read = (kind: string, name: string, apiVersion = 'v1') =>
    cluster().get({ apiVersion, kind, namespace, name });
  const readWeb = () => read('Deployment', 'web', 'apps/v1');
  const versions = async () => {
    const lists = [
      ...SLIPWAY_KINDS,
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
    ];
    const found = await Promise.all(lists.map((kind) => cluster().list(kind, { namespace })));
    return found
      .flat()
      .map(({ kind, metadata }) => `${kind} ${metadata.name} ${String(metadata.resourceVersion)}`);
  };

  beforeAll(async () => {
    image = await tinyImage();
    workspace = createDeliveryWorkspace(namespace);
    await workspace.lock({ signed: [image, withDigest('0')], unsigned: [withDigest('1')] });
  });
  afterAll(() => workspace?.remove());

  it.each([
    [
      'a tag of a locked image without the digest',
      () => web('one', { image: image.split('@')[0]! }),
      77,
      /library.node:\S+ has no digest of the lock/,
    ],
    [
      'an image of others by a digest that no lock has',
      () => web('one', { image: `docker.io/library/nginx:1@sha256:${'2'.repeat(64)}` }),
      77,
      /nginx:1@sha256:2+ is not in images\.lock\.json; .*--profile/,
    ],
    [
      'a locked image that is not signed',
      () => web('one', { image: withDigest('1') }),
      77,
      /image-2 is not signed/,
    ],
    [
      'a Secret that nobody can make',
      () => web('one', { container: { envFrom: [{ secretRef: { name: 'payment' } }] } }),
      78,
      /Secret payment is missing/,
    ],
  ])(
    'touches nothing where there is %s',
    async (_, workload, code, reason) => {
      workspace.write([home, workload()]);
      expect(await slipway('apply')).toMatchObject({ code, err: expect.stringMatching(reason) });
      const planned = await slipway('plan', '--json');
      expect(planned).toMatchObject({ code: 0, err: expect.stringMatching(/apply would end here/) });
      expect(JSON.parse(planned.out)).toMatchObject({ obstacles: [expect.stringMatching(reason)] });
      expect(await cluster().get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })).toBeUndefined();
    },
    LIMIT_MILLIS,
  );

  it(
    'plans everything as new, and writes nothing',
    async () => {
      workspace.write([home, settings({ A: '1', B: '1' }), web('one')]);
      const { code, out } = await slipway('plan');
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/\+ Namespace[^]*\+ ConfigMap settings[^]*\+ Deployment web[^]*3 to create/),
      ]);
      expect(await cluster().get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })).toBeUndefined();
    },
    LIMIT_MILLIS,
  );

  it(
    'applies, waits, makes the missing Secret and records release 1',
    async () => {
      const { code, err, out } = await slipway('apply');
      expect([code, out, err]).toEqual([
        0,
        expect.stringMatching(/Release 1 of test is applied/),
        expect.stringMatching(/1 of 1 ready/),
      ]);
      expect(
        Buffer.from(textOf(await read('Secret', 'client-web'), 'data', 'secret') ?? '', 'base64'),
      ).toHaveLength(43);
      expect(fieldOf(await readWeb(), 'status', 'readyReplicas')).toBe(1);
      // Of all that the lock has, the cluster admits what this release uses.
      expect(textOf(await read('ConfigMap', 'locked-images'), 'data', 'images')).toBe(
        `${image}\n${image.replace(/:[^:/]*@/, '@')}\n`,
      );
    },
    LIMIT_MILLIS,
  );

  it(
    'writes nothing at all when nothing is to be done',
    async () => {
      const before = await versions();
      expect(await slipway('apply')).toMatchObject({ code: 0, err: expect.stringMatching(/Nothing to do/) });
      expect(await versions()).toEqual(before);
    },
    LIMIT_MILLIS,
  );

  it(
    'shows a change field by field, applies it, and prunes what is gone',
    async () => {
      const secret = await read('Secret', 'client-web');
      workspace.write([home, web('two'), { ...settings({ C: '1' }), metadata: { name: 'other' } }]);
      const { out } = await slipway('plan', '--json');
      const plan = JSON.parse(out) as { actions: readonly { kind: string; object: { name: string } }[] };
      expect(plan.actions.map(({ kind, object }) => `${kind} ${object.name}`)).toEqual([
        `unchanged ${namespace}`,
        'create other',
        'update web',
        'delete settings',
      ]);
      const { code, out: applied } = await slipway('apply', '--json');
      expect([code, JSON.parse(applied)]).toEqual([
        0,
        expect.objectContaining({
          changes: 3,
          release: expect.objectContaining({ number: 2, status: 'applied' }),
        }),
      ]);
      expect(await read('ConfigMap', 'settings')).toBeUndefined();
      expect(await read('Secret', 'client-web')).toEqual(secret);
      await markVerified(cluster(), namespace, { number: 2, verifiedAt: new Date().toISOString() });
    },
    LIMIT_MILLIS,
  );

  it(
    'names the field, its owner and the way out where somebody else has changed it',
    async () => {
      const scaled = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace },
        spec: { replicas: 2 },
      };
      const live = await readWeb();
      await cluster().replace({
        ...live!,
        spec: { ...(live!.spec as object), replicas: scaled.spec.replicas },
      });
      // The same manager name owns it for its update, so another must be told apart: the kubelet's way is a plain update.
      const { code, err } = await slipway('apply');
      expect([code, err]).toEqual([
        75,
        expect.stringMatching(/Deployment web: \.spec\.replicas is set by slipway/),
      ]);
      expect((await slipway('apply', '--force-conflicts')).code).toBe(0);
      expect(fieldOf(await readWeb(), 'spec', 'replicas')).toBe(1);
    },
    LIMIT_MILLIS,
  );

  it(
    'fails with the reason where the new pods never come up, while the old ones serve',
    async () => {
      workspace.write([home, web('three', { image: withDigest('0') })]);
      const { code, err } = await slipway('apply');
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/Deployment web does not get on: image .* cannot be pulled[^]*not found/),
      ]);
      const live = await readWeb();
      expect([
        fieldOf(live, 'status', 'readyReplicas'),
        fieldOf(live, 'status', 'availableReplicas'),
      ]).toEqual([1, 1]);
      const { out } = await slipway('status');
      expect(out).toMatch(/Release \d of test .*: failed: Deployment web does not get on/);
      // What the failed release no longer wanted is still there: it is pruned only after success.
      expect(await read('ConfigMap', 'other')).toBeDefined();
    },
    LIMIT_MILLIS,
  );

  it(
    'goes back to the last verified release by digest, and records that',
    async () => {
      const { code, out } = await slipway('rollback', '--json');
      const { release } = JSON.parse(out) as { release: { number: number; rollbackOf: number } };
      expect([code, release.rollbackOf]).toEqual([0, 2]);
      const pod = fieldOf(await readWeb(), 'spec', 'template', 'spec', 'containers') as readonly {
        image: string;
        command: string[];
      }[];
      expect(pod[0]).toMatchObject({ image, command: ['node', '-e', serve('two')] });
      const { out: history } = await slipway('history', '--json');
      const { releases } = JSON.parse(history) as { releases: readonly { number: number; status: string }[] };
      expect(releases.map(({ number, status }) => `${number} ${status}`)).toEqual([
        '5 applied',
        '4 failed',
        '3 applied',
        '2 verified',
        '1 applied',
      ]);
      const { out: status } = await slipway('status', '--json');
      expect(JSON.parse(status)).toMatchObject({
        verified: false,
        drift: [],
        workloads: [{ name: 'web', state: 'done', ready: 1 }],
      });
    },
    LIMIT_MILLIS,
  );

  it(
    'lets one of two win, and tells the other who holds the lease',
    async () => {
      workspace.write([home, web('four')]);
      const both = [
        workspace.start('apply', '--overlay', 'test'),
        workspace.start('apply', '--overlay', 'test'),
      ];
      const ended = await Promise.all(both.map((one) => one.ended));
      const loser = ended.find(({ code }) => code !== 0);
      expect(ended.map(({ code }) => code).sort()).toEqual([0, 75]);
      // A short delivery may end before the other has looked for its life.
      expect(loser?.err).toMatch(
        /Another delivery to .* (is under way|has just ended), by .*@.* \(process \d+, .*\) since \d{4}-/,
      );
    },
    LIMIT_MILLIS,
  );
});
