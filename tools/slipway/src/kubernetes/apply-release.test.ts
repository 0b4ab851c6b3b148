import {
  createManualClock,
  createMemoryCluster,
  tinyWorkload,
  type MemoryCluster,
} from '@slipway/deploy-cluster/testing';
import { readInventory, readReleases } from '@slipway/deploy-cluster';
import type { ImageEntry } from '@slipway/deploy-lock';
import { imagesOf, manifestsDigest, parseReference, type Manifest } from '@slipway/deploy-plan';
import { applyRelease, type ApplyRelease } from './apply-release.ts';

const NAMESPACE = 'shop';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const inShop = (manifest: Manifest): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, namespace: NAMESPACE },
});
const config = (name: string, text: string) =>
  inShop({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text } });
const web = (name: string, text: string) =>
  inShop(
    tinyWorkload({
      name,
      image: `r/${name}:v1@${DIGEST}`,
      container: { env: [{ name: 'TEXT', value: text }] },
    }),
  );
const home: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
const pdb = inShop({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: {},
});

const before = [home, config('old', '1'), config('settings', '1'), web('web', '1')];
const after = [home, config('settings', '2'), web('auth', '2'), web('web', '2'), pdb];

/** Entries of a lock that has all of it. */
const entriesOf = (manifests: readonly Manifest[]): readonly ImageEntry[] =>
  manifests.flatMap(imagesOf).map(({ container: name, image }) => {
    const { repository, tag = '', digest = '' } = parseReference(image);
    return { name, repository, tag, digest, models: [] };
  });

/** As a power cut: nothing of the process comes after it, not even an orderly end. */
class Died extends Error {}

function apply(
  cluster: MemoryCluster,
  manifests: readonly Manifest[],
  more: Partial<Pick<ApplyRelease, 'images' | 'beforeStep'>> = {},
) {
  return applyRelease(cluster, {
    ...{ overlay: 'test', namespace: NAMESPACE, manifests, digest: manifestsDigest(manifests) },
    images: entriesOf(manifests),
    secrets: { clients: ['client-web'], database: true },
    ...{ forceConflicts: false, timeoutMillis: 60_000, clock: createManualClock(), say: () => undefined },
    signal: new AbortController().signal,
    ...more,
  });
}

/** What is wanted of the end, whatever the way: versions, times and random values left out. */
async function endOf(cluster: MemoryCluster) {
  const releases = [...(await readReleases(cluster, NAMESPACE))].sort((a, b) => a.number - b.number);
  return {
    objects: [...cluster.objects]
      .filter(([key]) => !/Lease|Secret/.test(key))
      .map(
        ([
          key,
          {
            metadata: { uid: _u, resourceVersion: _v, ...metadata },
            ...object
          },
        ]) => [key, { ...object, metadata }],
      )
      .sort(),
    secrets: ['client-web', 'database'].map((name) => cluster.objects.has(`/Secret/${NAMESPACE}/${name}`)),
    inventory: await readInventory(cluster, NAMESPACE),
    last: { status: releases.at(-1)?.status, manifests: releases.at(-1)?.manifests },
  };
}

async function started(): Promise<MemoryCluster> {
  const cluster = createMemoryCluster();
  await apply(cluster, before);
  return cluster;
}

/** Every call after the death fails as well: the lease is not given back, nothing is recorded. */
function dieAt(cluster: MemoryCluster, isTime: () => boolean): void {
  let isDead = false;
  const look = () => {
    isDead ||= isTime();
    if (isDead) throw new Died();
  };
  cluster.onWrite = look;
  cluster.onCall = () => {
    if (isDead) throw new Died();
  };
}

function revive(cluster: MemoryCluster): void {
  cluster.onWrite = () => undefined;
  cluster.onCall = () => undefined;
}

const secretsOf = (cluster: MemoryCluster) =>
  ['client-web', 'database'].map((name) =>
    JSON.stringify(cluster.objects.get(`/Secret/${NAMESPACE}/${name}`)?.stringData),
  );

describe('an apply', () => {
  let wanted: Awaited<ReturnType<typeof endOf>>;
  let writes: readonly string[];
  const steps: string[] = [];

  beforeAll(async () => {
    const cluster = await started();
    const count = cluster.writes.length;
    await apply(cluster, after, { beforeStep: (step) => void steps.push(step) });
    wanted = await endOf(cluster);
    // But the last, the return of the lease: an apply whose lease runs out by itself has done its work.
    writes = cluster.writes.slice(count, -1);
  });

  it('has the steps that the documentation names, in this order', () => {
    expect(steps).toEqual([
      'namespace',
      'lease',
      'secrets',
      'locked-images',
      'inventory',
      'apply what workloads need',
      'apply Deployment auth, Deployment web',
      'wait for Deployment auth, Deployment web',
      'apply what follows workloads',
      'prune',
      'record',
    ]);
  });

  it('ends with exactly what is wanted, and prunes what is not', () => {
    expect(wanted.inventory.map(({ name }) => name).sort()).toEqual([
      'auth',
      'settings',
      'shop',
      'web',
      'web',
    ]);
    expect(wanted.last).toEqual({ status: 'applied', manifests: after });
    expect(wanted.objects.map(([key]) => key)).not.toContain(`/ConfigMap/${NAMESPACE}/old`);
    expect(wanted.secrets).toEqual([true, true]);
  });

  it('that dies before any of its steps is completed by the next one', async () => {
    for (const at of steps) {
      const cluster = await started();
      const secrets = secretsOf(cluster);
      let reached = false;
      dieAt(cluster, () => reached);
      const beforeStep = (step: string) => {
        reached ||= step === at;
        if (reached) throw new Died();
      };
      const dead = apply(cluster, after, { beforeStep });
      await expect(dead).rejects.toBeInstanceOf(Died);
      revive(cluster);
      await apply(cluster, after);
      expect([at, await endOf(cluster)]).toEqual([at, wanted]);
      expect(secretsOf(cluster)).toEqual(secrets);
    }
  });

  it('that dies at any of its writes is completed by the next one', async () => {
    expect(writes.length).toBeGreaterThanOrEqual(10);
    for (const at of writes.keys()) {
      const cluster = await started();
      let count = 0;
      dieAt(cluster, () => count++ === at);
      await expect(apply(cluster, after)).rejects.toBeInstanceOf(Died);
      revive(cluster);
      await apply(cluster, after);
      expect([writes[at], await endOf(cluster)]).toEqual([writes[at], wanted]);
    }
  });

  it('that dies at any of its writes can also be given up for another state', async () => {
    const undone = [home, config('settings', '3'), web('web', '3')];
    const fresh = await started();
    await apply(fresh, undone);
    const end = await endOf(fresh);
    for (const at of writes.keys()) {
      const cluster = await started();
      let count = 0;
      dieAt(cluster, () => count++ === at);
      await expect(apply(cluster, after)).rejects.toBeInstanceOf(Died);
      revive(cluster);
      await apply(cluster, undone);
      expect([writes[at], (await endOf(cluster)).inventory]).toEqual([writes[at], end.inventory]);
      // What the dead one has made and nobody wants any more is gone, the lock of images apart.
      const kinds = ([key]: readonly unknown[]) => !String(key).includes('locked-images');
      expect((await endOf(cluster)).objects.filter(kinds)).toEqual(end.objects.filter(kinds));
    }
  });

  it('stores nothing of what is there already, but its own records', async () => {
    const cluster = await started();
    await apply(cluster, after);
    const count = cluster.writes.length;
    await apply(cluster, after);
    expect(cluster.writes.slice(count).filter((write) => !/Lease|slipway-release/.test(write))).toEqual([]);
  });

  it('that is refused in the middle is recorded as failed with the reason, and gives the lease back', async () => {
    const cluster = await started();
    const controller = new AbortController();
    const stopped = applyRelease(cluster, {
      ...{ overlay: 'test', namespace: NAMESPACE, manifests: after, images: [], digest: 'x' },
      secrets: { clients: [], database: false },
      ...{ forceConflicts: false, timeoutMillis: 60_000, clock: createManualClock(), say: () => undefined },
      signal: controller.signal,
      beforeStep: (step) => {
        if (step === 'prune') controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/Stopped/);
    const releases = await readReleases(cluster, NAMESPACE);
    expect(releases.find(({ number }) => number === 2)).toMatchObject({
      status: 'failed',
      reason: [expect.stringMatching(/Stopped/)],
    });
    const lease = [...cluster.objects.values()].find(({ kind }) => kind === 'Lease');
    expect(lease?.spec).toMatchObject({ holderIdentity: '' });
  });

  it('leaves no record where it changed nothing of what runs', async () => {
    const cluster = await started();
    cluster.onWrite = (write) => {
      if (write === 'apply ConfigMap locked-images') throw new Died();
    };
    await expect(apply(cluster, [...after, web('more', '1')])).rejects.toBeInstanceOf(Died);
    revive(cluster);
    expect(await readReleases(cluster, NAMESPACE)).toHaveLength(1);
  });

  it('lets kept releases run on, by the images of each that were locked', async () => {
    const cluster = createMemoryCluster();
    const [v1, v2] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);
    const entry = { name: 'web', repository: 'r/web', models: [] };
    await apply(cluster, before, { images: [{ ...entry, tag: 'v1', digest: v1 }] });
    // The manifests by themselves let nothing in: these name `r/auth`, too.
    await apply(cluster, after, { images: [{ ...entry, tag: 'v2', digest: v2 }] });
    expect(cluster.objects.get(`/ConfigMap/${NAMESPACE}/locked-images`)?.data).toEqual({
      images: `r/web:v1@${v1}\nr/web:v2@${v2}\nr/web@${v1}\nr/web@${v2}\n`,
    });
  });
});
