import { createMemoryPlatform, LAB } from '../testing/memory-platform.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from '../testing/value-of.ts';
import { buildImages } from './build-images.ts';
import { releaseImages } from './release-images.ts';
import { verifyImages } from './verify-images.ts';

const folder = useTemporaryFolder();

/** A platform on which edge is somebody else's image, and a release of it. */
async function release(registry?: typeof LAB) {
  const platform = createMemoryPlatform(folder.path());
  platform.engine.load('haproxy:2.6', 'a proxy');
  const options = {
    ...platform.release,
    images: [
      ...platform.release.images,
      { name: 'edge', kind: 'external' as const, repository: 'haproxy', tag: '2.6' },
    ],
    ...(registry && { registry }),
  };
  const lock = valueOf(await releaseImages(options));
  const verify = async (inRegistry = false) =>
    valueOf(await verifyImages({ ...options, lock, expected: ['edge', 'gateway'], inRegistry }));
  return { platform, options, lock, verify, edge: lock.images.find(({ name }) => name === 'edge')! };
}

describe('the image of somebody else', () => {
  it('is locked and signed with its contents, and nobody claims to know what it was built from', async () => {
    const { edge, verify } = await release();
    expect(edge).toMatchObject({ kind: 'external', repository: 'haproxy', tag: '2.6', models: [] });
    expect(Object.keys(edge)).toEqual(expect.arrayContaining(['imageId', 'sbom', 'signature']));
    for (const claim of ['gitRevision', 'provenance']) expect(edge).not.toHaveProperty(claim);
    expect(await verify()).toEqual([]);
  });

  it('is copied to the registry like ours, signed there, with its SBOM and no provenance', async () => {
    const { edge, platform, verify } = await release(LAB);
    const reference = `127.0.0.1:5000/slipway/edge@${edge.digest}`;
    const statements = platform.registry.statements.filter((one) => one.reference === reference);
    expect(statements.map(({ kind }) => kind)).toEqual(['sbom']);
    expect(await verify(true)).toEqual([]);
    platform.registry.statements.length = 0;
    expect((await verify(true)).filter(({ image }) => image === 'edge')).toMatchObject([
      { kind: 'sbom-changed' },
    ]);
  });

  it('may be no other under its name', async () => {
    const { platform, verify } = await release();
    platform.engine.load('haproxy:2.6', 'an intruder');
    expect(await verify()).toMatchObject([{ image: 'edge', kind: 'changed' }]);
  });

  it('is found by its digest where Compose names it so', async () => {
    const { platform, options } = await release();
    const reference = 'haproxy:2.6@sha256:known';
    platform.engine.load(reference, 'a pinned proxy');
    const images = options.images.map((image) => (image.name === 'edge' ? { ...image, reference } : image));
    const built = valueOf(await buildImages({ ...options, images }));
    const { imageId } = valueOf(await platform.engine.inspect(reference))!;
    expect(built.at(-1)).toEqual({
      name: 'edge',
      kind: 'external',
      repository: 'haproxy',
      tag: '2.6',
      imageId,
      models: [],
    });
  });
});
