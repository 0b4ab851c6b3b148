import { randomBytes } from 'node:crypto';
import { findTestCluster } from '@slipway/deploy-cluster';
import { describeOn } from '@slipway/deploy-engine/testing';
import { podSpecOf, type Manifest } from '@slipway/deploy-plan';
import { buildAll, type Build } from './manifests/build-all.ts';
import { isForeign, readForeignKinds } from './manifests/foreign-kinds.ts';
import { distinctObjects } from './manifests/distinct-objects.ts';
import { must, run } from './run.ts';
import { knowKeda } from './schemas/know-foreign-kinds.ts';
import { allOf, builder } from './tools.ts';

const kubectl = await builder();
const engine = allOf(kubectl, await findTestCluster({ env: process.env }));
const namespace = `slipway-admission-${randomBytes(4).toString('hex')}`;
const RESTRICTED = ['enforce', 'warn', 'audit'].map((mode) => `pod-security.kubernetes.io/${mode}`);

describeOn(
  { platform: 'kubernetes', engine, env: process.env },
  'a namespace that enforces restricted',
  () => {
    let builds: readonly Build[];
    beforeAll(async () => {
      await knowKeda();
      builds = await buildAll(kubectl.found ? kubectl.version : '');
      await must('kubectl', ['create', 'namespace', namespace]);
      await must('kubectl', [
        'label',
        'namespace',
        namespace,
        ...RESTRICTED.map((label) => `${label}=restricted`),
      ]);
    });
    afterAll(() => must('kubectl', ['delete', 'namespace', namespace, '--wait=false']));

    /** As `slipway apply` would, but nothing is kept; warnings are lines on standard error. */
    const dryRun = (manifests: readonly Manifest[]) =>
      run(
        'kubectl',
        ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename=-', '--output=name'],
        { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }) },
      );
    const example = (kind: string) =>
      distinctObjects(
        builds.map(({ manifests }) => manifests.filter((one) => one.kind === kind)),
        namespace,
      )[0]![0]!;

    it('admits every object of every combination, without a warning', async () => {
      const foreign = readForeignKinds();
      const batches = distinctObjects(
        builds.map(({ manifests }) => manifests.filter((one) => !isForeign(foreign, one))),
        namespace,
      );
      for (const batch of batches) {
        const { code, stdout, stderr } = await dryRun(batch);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout.trim().split('\n')).toHaveLength(batch.length);
      }
      expect(batches.flat().length).toBeGreaterThan(60);
    });

    it('warns of a Deployment whose Pods it would refuse', async () => {
      const deployment = structuredClone(example('Deployment'));
      Object.assign(podSpecOf(deployment)!, { hostNetwork: true });
      const { code, stderr } = await dryRun([deployment]);
      expect(code).toBe(0);
      expect(stderr).toContain('would violate PodSecurity "restricted:latest"');
    });

    it('refuses a field that does not exist, and a value that no schema excludes', async () => {
      const service = example('Service');
      expect(await dryRun([{ ...service, spec: { ...(service.spec as object), prots: [] } }])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('prots'),
      });
      const labelled = {
        ...service,
        metadata: { ...service.metadata, labels: { name: 'no such/label value' } },
      };
      expect((await dryRun([labelled])).code).toBe(1);
    });
  },
);
