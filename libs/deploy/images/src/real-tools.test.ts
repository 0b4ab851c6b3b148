import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import {
  createLock,
  parseRegistry,
  pinnedReference,
  type ImageEntry,
  type ImagesLock,
} from '@slipway/deploy-lock';
import { digestOf } from './digest.ts';
import {
  createCosignSigner,
  createCosignVerifier,
  createDockerImageTool,
  createImageCopier,
  createImageStore,
  createKeyPair,
  createOsvScanner,
  createSyft,
  findSigningKey,
  publicKeyFile,
  pushImages,
  releaseImages,
  succeed,
  verifyImages,
  writeLocks,
  type ReleaseImages,
  type VerifyImages,
} from './index.ts';
import { findPlatform, run, TEST_REGISTRY } from './testing/find-tools.ts';
import { buildTestImage, removeTestImages } from './testing/test-images.ts';
import { valueOf } from './testing/value-of.ts';

const PREFIX = `slipway-images-test-${process.pid}`;
const IMAGES = ['one', 'two'].map((name) => ({ name, repository: `${PREFIX}/${name}`, tag: 'v1' }));
const OSV = join(import.meta.dirname, 'testing/osv');
const registryAt = (text: string) => {
  const parsed = parseRegistry(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};
const FIRST = registryAt(`${TEST_REGISTRY}/${PREFIX}`);
/** The same registry under another name, so that a copy cannot find anything there by chance. */
const SECOND = registryAt(`${TEST_REGISTRY.replace('127.0.0.1', 'localhost')}/${PREFIX}-copy`);
const exception = {
  id: 'SLIPWAY-TEST-0001',
  package: 'express',
  reason: 'Invented for tests',
  expires: '9999-12-31',
};

const need = { platform: 'compose', engine: await findPlatform(), env: process.env };

describeOn(need, 'a release with Docker, a registry, cosign and syft', () => {
  let folder: string;
  let release: ReleaseImages;
  let lock: ImagesLock;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-images-'));
    await createKeyPair(run, join(folder, 'cosign'));
    release = {
      images: IMAGES,
      engine: createDockerImageTool({ run }),
      store: createImageStore(join(folder, 'images')),
      home: folder,
      say: () => {},
      gitRevision: '0123abc',
      build: async (images) => {
        for (const image of images) await buildTestImage(folder, image, image.name);
        return succeed(undefined);
      },
      sboms: createSyft(run),
      registry: FIRST,
      copy: createImageCopier(run),
      signer: createCosignSigner(run, valueOf(await findSigningKey(join(folder, 'cosign')))),
      verifier: createCosignVerifier(run, publicKeyFile(join(folder, 'cosign'))),
      facts: { source: 'git+https://example.org/slipway', builder: 'test', inputs: [] },
      scan: {
        scanner: createOsvScanner(OSV),
        policy: { failAt: 'high', exceptions: [exception], today: '2026-01-01' },
      },
    };
    lock = valueOf(await releaseImages(release));
  }, 300_000);

  afterAll(async () => {
    const names = IMAGES.map(({ name }) => name);
    await removeTestImages([
      ...names.map((name) => `${PREFIX}/${name}`),
      ...names.map((name) => `${TEST_REGISTRY}/${PREFIX}/${name}`),
      ...names.map((name) => `${SECOND.host}/${PREFIX}-copy/${name}`),
    ]);
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  const verify = async (change: Partial<VerifyImages> = {}) =>
    valueOf(await verifyImages({ ...release, lock, expected: ['one', 'two'], ...change }));
  const edited = (change: (entry: ImageEntry) => ImageEntry): ImagesLock =>
    createLock(lock.revision, [change(lock.images[0]!), lock.images[1]!]);
  const kindsOf = async (change: Partial<VerifyImages>) => (await verify(change)).map(({ kind }) => kind);

  it('records what the registry, the SBOM and the image itself say', async () => {
    const [one] = lock.images;
    const answer = await fetch(`http://${TEST_REGISTRY}/v2/${PREFIX}/one/manifests/${one!.digest}`, {
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    expect(digestOf(Buffer.from(await answer.arrayBuffer()))).toBe(one!.digest);
    expect(readFileSync(release.store.evidenceFile('one', 'sbom'), 'utf8')).toContain('pkg:npm/express@');
    const hex = digestOf('weights').slice('sha256:'.length);
    expect(one!.models).toEqual([
      { name: 'digits-cnn', version: '1', digest: digestOf(`${hex}  model.onnx\n`) },
    ]);
  });

  it('finds the package that the advisory names, and stops a release without an exception', async () => {
    const scan = { ...release.scan!, policy: { ...release.scan!.policy, exceptions: [] } };
    const refused = await releaseImages({ ...release, scan });
    expect(refused.ok ? [] : refused.failure.messages).toEqual([
      expect.stringContaining('one: SLIPWAY-TEST-0001 in express'),
      expect.stringContaining('two: SLIPWAY-TEST-0001 in express'),
    ]);
  }, 60_000);

  it('may run, without a look at the registry and with one', async () => {
    expect(await verify()).toEqual([]);
    expect(await verify({ inRegistry: true })).toEqual([]);
  }, 60_000);

  it('is the same release again, with nothing signed twice', async () => {
    const said: string[] = [];
    expect(valueOf(await releaseImages({ ...release, say: (line) => said.push(line) }))).toEqual(lock);
    expect(said).toContain('one: signed by this key already');
  }, 60_000);

  it.each<[string, (entry: ImageEntry) => ImageEntry, string[]]>([
    ['digest', (entry) => ({ ...entry, digest: digestOf('other') }), ['edited', 'absent']],
    [
      'SBOM',
      (entry) => ({ ...entry, sbom: { format: 'spdx-json', digest: digestOf('x') } }),
      ['edited', 'sbom-changed'],
    ],
    ['model', (entry) => ({ ...entry, models: [] }), ['edited']],
    ['signature', ({ signature: _, ...entry }) => entry, ['unsigned']],
  ])(
    'may not run when its %s in the lock was edited',
    async (_, change, kinds) => {
      expect(await kindsOf({ lock: edited(change), expected: ['one'] })).toEqual(kinds);
    },
    60_000,
  );

  it('may not run when another key signed it, when it is not in the lock, and when its SBOM was edited', async () => {
    await createKeyPair(run, join(folder, 'other'));
    const verifier = createCosignVerifier(run, publicKeyFile(join(folder, 'other')));
    expect(await kindsOf({ verifier })).toEqual(['wrong-key', 'wrong-key']);
    expect(
      valueOf(await verifier.verifyImage(`${lock.images[0]!.repository}@${lock.images[0]!.digest}`)),
    ).toBe('other-key');
    expect(await kindsOf({ expected: ['three'] })).toEqual(['missing']);

    const file = release.store.evidenceFile('one', 'sbom');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('express', 'impress'));
    expect(await kindsOf({ expected: ['one'] })).toEqual(['sbom-changed']);
    writeFileSync(file, text);
  }, 60_000);

  it('may not run when another image has its tag, and may again when the tag is put back', async () => {
    const { repository, tag, imageId } = lock.images[0]!;
    await buildTestImage(folder, { repository, tag }, 'intruder');
    expect(await verify({ expected: ['one'] })).toMatchObject([
      { image: 'one', kind: 'changed', message: expect.stringContaining(imageId!) },
    ]);
    await release.engine.tag(imageId!, `${repository}:${tag}`);
    expect(await verify({ expected: ['one'] })).toEqual([]);
  }, 60_000);

  it('is pulled by digest where the engine has lost it', async () => {
    const names = ['one'].flatMap((name) => [`${PREFIX}/${name}`, `${TEST_REGISTRY}/${PREFIX}/${name}`]);
    for (const name of names)
      await run({ tool: 'docker', args: ['image', 'rm', '--force', `${name}:v1`], timeoutMillis: 60_000 });
    await run({
      tool: 'docker',
      args: ['image', 'rm', '--force', lock.images[0]!.imageId!],
      timeoutMillis: 60_000,
    });
    expect(await kindsOf({ expected: ['one'] })).toEqual(['absent']);
    expect(await kindsOf({ expected: ['one'], pull: true })).toEqual([]);
    expect(valueOf(await release.engine.inspect(pinnedReference(lock.images[0]!)!))?.imageId).toBe(
      lock.images[0]!.imageId,
    );
  }, 120_000);

  it('is copied to another registry by digest and verified there, without the private key', async () => {
    valueOf(await pushImages({ ...release, registry: SECOND }));
    const copied = valueOf(await writeLocks(release));
    expect(copied.images.map(({ digest, signature }) => [digest, signature])).toEqual(
      lock.images.map(({ digest, signature }) => [digest, signature]),
    );
    expect(copied.images[0]?.repository).toBe(`${SECOND.host}/${PREFIX}-copy/one`);
    expect(await verify({ lock: copied, inRegistry: true, pull: true })).toEqual([]);
  }, 120_000);

  it('explains a registry that does not answer', async () => {
    const registry = registryAt('127.0.0.1:9/none');
    const outcome = await pushImages({ ...release, registry });
    expect(outcome).toMatchObject({
      failure: { kind: 'unavailable', messages: [expect.stringContaining('127.0.0.1:9 does not answer')] },
    });
  }, 60_000);
});
