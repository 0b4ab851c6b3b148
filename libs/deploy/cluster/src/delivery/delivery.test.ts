import { textOf, type ReleaseRecord } from '@slipway/deploy-plan';
import { createMemoryCluster } from '../testing/memory-cluster.ts';
import { readInventory, writeInventory } from './inventory.ts';
import { makeSecrets } from './make-secrets.ts';
import { forgetReleases, markVerified, readReleases, writeRelease } from './releases.ts';

function setUp() {
  const cluster = createMemoryCluster();
  cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  return cluster;
}

const record = (number: number, status: ReleaseRecord['status'] = 'applied'): ReleaseRecord => ({
  ...{
    schemaVersion: 1,
    number,
    overlay: 'dev',
    status,
    createdAt: 'now',
    createdBy: 'me',
    digest: 'd',
    images: [],
  },
  manifests: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { text: 'x'.repeat(10_000) } },
  ],
});

describe('releases in a cluster', () => {
  it('come back as they were written, packed', async () => {
    const cluster = setUp();
    await writeRelease(cluster, 'shop', { record: record(1) });
    expect(await readReleases(cluster, 'shop')).toEqual([record(1)]);
    const secret = await cluster.get({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'shop',
      name: 'slipway-release-1',
    });
    expect(textOf(secret, 'type')).toBe('slipway.dev/release');
    expect(textOf(secret, 'data', 'release')?.length).toBeLessThan(1_000);
  });

  it('are verified once, and only where they did not fail', async () => {
    const cluster = setUp();
    await writeRelease(cluster, 'shop', { record: record(1) });
    await writeRelease(cluster, 'shop', { record: record(2, 'failed') });
    await markVerified(cluster, 'shop', { number: 1, verifiedAt: 'then' });
    expect((await readReleases(cluster, 'shop')).find(({ number }) => number === 1)).toMatchObject({
      status: 'verified',
      verifiedAt: 'then',
    });
    await expect(markVerified(cluster, 'shop', { number: 2, verifiedAt: 'then' })).rejects.toMatchObject({
      kind: 'config',
    });
    await expect(markVerified(cluster, 'shop', { number: 3, verifiedAt: 'then' })).rejects.toThrow(
      /no release 3/,
    );
  });

  it('are forgotten by number, also when they are gone already', async () => {
    const cluster = setUp();
    await writeRelease(cluster, 'shop', { record: record(1) });
    await forgetReleases(cluster, 'shop', { numbers: [1, 7] });
    expect(await readReleases(cluster, 'shop')).toEqual([]);
  });

  it.each([
    ['no base64 of a gzip', 'eA=='],
    ['nothing', ''],
  ])('that hold %s are an error and no history', async (_, release) => {
    const cluster = setUp();
    const metadata = { name: 'slipway-release-9', namespace: 'shop', labels: { 'slipway.dev/release': '9' } };
    cluster.put({ apiVersion: 'v1', kind: 'Secret', metadata, data: { release } });
    await expect(readReleases(cluster, 'shop')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/slipway-release-9 in shop/),
    });
  });
});

describe('an inventory', () => {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' };

  it('is empty at first, and holds each object once', async () => {
    const cluster = setUp();
    expect(await readInventory(cluster, 'shop')).toEqual([]);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' };
    await writeInventory(cluster, 'shop', { objects: [ref, namespace, ref] });
    expect(await readInventory(cluster, 'shop')).toEqual([ref, namespace]);
  });

  it('that somebody has broken is an error, since to prune by it would be a guess', async () => {
    const cluster = setUp();
    const metadata = { name: 'slipway-inventory', namespace: 'shop' };
    cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { objects: '[{}]' } });
    await expect(readInventory(cluster, 'shop')).rejects.toMatchObject({ kind: 'config' });
  });
});

describe('secrets', () => {
  it('are made where they are missing, each another, and never written over', async () => {
    const cluster = setUp();
    const wanted = { clients: ['client-a', 'client-b'], database: true };
    expect(await makeSecrets(cluster, 'shop', wanted)).toEqual(['client-a', 'client-b', 'database']);
    const read = async (name: string) =>
      (await cluster.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name }))!;
    const values = [
      textOf(await read('client-a'), 'stringData', 'secret'),
      textOf(await read('client-b'), 'stringData', 'secret'),
    ];
    expect(new Set(values).size).toBe(2);
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
    const password = textOf(await read('database'), 'stringData', 'password');
    expect(textOf(await read('database'), 'stringData', 'url')).toBe(
      `postgres://slipway:${password}@postgres:5432/slipway`,
    );
    const before = [...cluster.objects];
    expect(await makeSecrets(cluster, 'shop', wanted)).toEqual([]);
    expect([...cluster.objects]).toEqual(before);
  });
});
