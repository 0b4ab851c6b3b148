import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '@slipway/deploy-cluster';
import {
  describeOnCluster,
  tinyImage,
  tinyWorkload,
  useCluster,
  useNamespace,
} from '@slipway/deploy-cluster/testing';
import { fieldOf, type Manifest } from '@slipway/deploy-plan';

const root = join(import.meta.dirname, '../../..');
const LIMIT_MILLIS = 60_000;

describeOnCluster('the policy against images that are not locked', () => {
  const cluster = useCluster();
  const labels = { 'slipway.dev/images': 'locked' };
  const namespace = useNamespace(cluster, 'policy', { labels });
  const bare = useNamespace(cluster, 'policy-bare', { labels });
  const free = useNamespace(cluster, 'policy-free');
  let image: string;
  let other: string;

  const apply = (manifest: Manifest, place = namespace) =>
    cluster().apply({ ...manifest, metadata: { ...manifest.metadata, namespace: place } }, { force: true });
  const lock = (data: Readonly<Record<string, string>>) =>
    apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'locked-images' }, data });
  const workload = (what: string) => tinyWorkload({ name: 'web', image: what, replicas: 0 });
  const template = (what: string) =>
    fieldOf(workload(what), 'spec', 'template') as { metadata: object; spec: { containers: object[] } };
  const pod = (what: string, name: string): Manifest => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
    spec: template(what).spec,
  });
  const job = (what: string) => ({ template: { spec: { ...template(what).spec, restartPolicy: 'Never' } } });

  beforeAll(async () => {
    execFileSync('kubectl', ['apply', '-f', join(root, 'k8s/cluster/locked-images.yaml')]);
    image = await tinyImage();
    other = image.replace(/sha256:.*/, `sha256:${'1'.repeat(64)}`);
    await lock({ images: `${image}\n` });
    await untilEnforced();
  });

  /** The API server takes up a new policy after a moment. */
  async function untilEnforced(): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      const refused = await cluster()
        .apply({ ...workload(other), metadata: { name: 'probe', namespace } }, { dryRun: true })
        .then(() => false)
        .catch(() => true);
      if (refused) return;
      await systemClock.sleep(200);
    }
    throw new Error('the policy is not enforced after 10 s');
  }

  const withImage = (kind: string, what: string): Manifest => {
    const [spec, metadata] = [workload(what).spec as object, { name: `p-${kind.toLowerCase()}` }];
    const shapes: Readonly<Record<string, Manifest>> = {
      Pod: pod(what, 'p-pod'),
      Deployment: { apiVersion: 'apps/v1', kind, metadata, spec },
      StatefulSet: tinyWorkload({ name: metadata.name, image: what, replicas: 0, kind: 'StatefulSet' }),
      ReplicaSet: {
        apiVersion: 'apps/v1',
        kind,
        metadata,
        spec: { replicas: 0, selector: fieldOf(spec, 'selector'), template: template(what) },
      },
      DaemonSet: {
        ...{ apiVersion: 'apps/v1', kind, metadata },
        spec: {
          selector: fieldOf(spec, 'selector'),
          template: { ...template(what), spec: { ...template(what).spec, nodeSelector: { no: 'where' } } },
        },
      },
      Job: { apiVersion: 'batch/v1', kind, metadata, spec: { suspend: true, ...job(what) } },
      CronJob: {
        apiVersion: 'batch/v1',
        kind,
        metadata,
        spec: { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: job(what) } },
      },
      PodTemplate: { apiVersion: 'v1', kind, metadata, template: template(what) },
      ReplicationController: {
        apiVersion: 'v1',
        kind,
        metadata,
        spec: { replicas: 0, template: template(what) },
      },
    };
    return shapes[kind]!;
  };
  const KINDS = [
    'Pod',
    'Deployment',
    'StatefulSet',
    'ReplicaSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'PodTemplate',
    'ReplicationController',
  ];

  it.each(KINDS)(
    'lets a %s with a locked image in, and none with another',
    async (kind) => {
      await expect(apply(withImage(kind, other))).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(/slipway-locked-images.* not in the lock of this namespace: .*1{64}/),
      });
      expect(await apply(withImage(kind, image))).toMatchObject({ ok: true });
    },
    LIMIT_MILLIS,
  );

  it.each([
    ['a tag alone, even of a locked image', () => image.split('@')[0]!],
    ['the digest of a locked image in another repository', () => `evil.example/node@${image.split('@')[1]}`],
    ['a prefix of a locked reference', () => image.slice(0, -1)],
  ])('refuses %s', async (_, what) => {
    await expect(apply(workload(what()))).rejects.toMatchObject({
      kind: expect.stringMatching(/refused|invalid/),
    });
  });

  it(
    'looks at init containers and at those that a debugger adds later',
    async () => {
      const init = workload(image);
      const spec = template(image).spec;
      const withInit = {
        ...init,
        spec: {
          ...(init.spec as object),
          template: {
            ...template(image),
            spec: {
              ...spec,
              initContainers: [{ ...spec.containers[0], name: 'i', image: other, readinessProbe: undefined }],
            },
          },
        },
      };
      await expect(apply(JSON.parse(JSON.stringify(withInit)) as Manifest)).rejects.toMatchObject({
        kind: 'refused',
      });
      await apply(pod(image, 'debugged'));
      const patch = {
        spec: {
          ephemeralContainers: [
            {
              ...spec.containers[0],
              name: 'd',
              image: other,
              ports: undefined,
              readinessProbe: undefined,
              resources: undefined,
            },
          ],
        },
      };
      expect(() =>
        execFileSync(
          'kubectl',
          [
            '-n',
            namespace,
            'patch',
            'pod',
            'debugged',
            '--subresource=ephemeralcontainers',
            '--type=strategic',
            '-p',
            JSON.stringify(patch),
          ],
          { stdio: 'pipe' },
        ),
      ).toThrow(/slipway-locked-images/);
    },
    LIMIT_MILLIS,
  );

  it(
    'lets what a mesh injects into pods, and into no template',
    async () => {
      await lock({ images: `${image}\n`, injected: `${other}\n` });
      expect(await apply(pod(other, 'with-sidecar'))).toMatchObject({ ok: true });
      await expect(apply(withImage('Deployment', other))).rejects.toMatchObject({ kind: 'refused' });
    },
    LIMIT_MILLIS,
  );

  it(
    'lets objects of a forgotten release be scaled down, and none be made',
    async () => {
      const scaled = (replicas: number) => ({
        ...withImage('ReplicaSet', image),
        spec: { ...(withImage('ReplicaSet', image).spec as object), replicas },
      });
      await apply(scaled(0));
      await lock({ images: 'nothing' });
      expect(
        await apply({ ...scaled(0), metadata: { name: 'p-replicaset', annotations: { touched: 'yes' } } }),
      ).toMatchObject({ ok: true });
      await expect(apply(pod(image, 'late'))).rejects.toMatchObject({ kind: 'refused' });
    },
    LIMIT_MILLIS,
  );

  it(
    'lets nothing in where there is no lock, and leaves other namespaces alone',
    async () => {
      await expect(apply(workload(image), bare)).rejects.toMatchObject({
        kind: expect.stringMatching(/refused|forbidden|invalid/),
      });
      expect(await apply(workload(other), free)).toMatchObject({ ok: true });
    },
    LIMIT_MILLIS,
  );
});
