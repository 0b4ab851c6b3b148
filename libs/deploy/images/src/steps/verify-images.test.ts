import { createLock, type ImageEntry, type ImagesLock } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { createMemoryPlatform, LAB, MODEL, type MemoryPlatform } from '../testing/memory-platform.ts';
import { createMemorySigner } from '../testing/memory-signer.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from '../testing/value-of.ts';
import { releaseImages } from './release-images.ts';
import { verifyImages, type VerifyImages } from './verify-images.ts';

const folder = useTemporaryFolder();
let platform: MemoryPlatform;
let lock: ImagesLock;

beforeEach(async () => {
  platform = createMemoryPlatform(folder.path());
  lock = valueOf(await releaseImages({ ...platform.release, registry: LAB }));
});

const verify = async (change: Partial<VerifyImages> = {}) =>
  valueOf(await verifyImages({ ...platform.release, lock, expected: ['digits-onnx', 'gateway'], ...change }));

/** The lock after somebody has edited the entry of digits-onnx. */
const edited = (change: (entry: ImageEntry) => ImageEntry): ImagesLock =>
  createLock(
    lock.revision,
    lock.images.map((entry) => (entry.name === 'digits-onnx' ? change(entry) : entry)),
  );

describe('what may run with a lock', () => {
  it('is what was released, with the registry and without', async () => {
    expect(await verify()).toEqual([]);
    expect(await verify({ inRegistry: true })).toEqual([]);
  });

  it('is no other image under the same tag', async () => {
    platform.engine.load('127.0.0.1:5000/slipway/gateway:v1', 'intruder');
    expect(await verify()).toMatchObject([{ image: 'gateway', kind: 'changed' }]);
  });

  it('is nothing that another key has signed', async () => {
    const other = createMemorySigner(platform.registry);
    expect(await verify({ verifier: other.verifier })).toMatchObject([
      { image: 'digits-onnx', kind: 'wrong-key' },
      { image: 'gateway', kind: 'wrong-key' },
    ]);
  });

  it('is nothing that another key has signed in the name of ours', async () => {
    const value = valueOf(await createMemorySigner(platform.registry).signer.signText('anything'));
    const forged = edited((entry) => ({ ...entry, signature: { ...entry.signature!, value } }));
    expect(await verify({ lock: forged })).toMatchObject([{ image: 'digits-onnx', kind: 'edited' }]);
  });

  it('is nothing without a signature', async () => {
    const unsigned = edited(({ signature: _, ...entry }) => entry);
    expect(await verify({ lock: unsigned })).toMatchObject([{ image: 'digits-onnx', kind: 'unsigned' }]);
  });

  it('is nothing that the lock does not name', async () => {
    expect(await verify({ expected: ['gateway', 'auth'] })).toMatchObject([
      { image: 'auth', kind: 'missing' },
    ]);
  });

  it.each<[string, (entry: ImageEntry) => ImageEntry, string[]]>([
    ['digest', (entry) => ({ ...entry, digest: digestOf('intruder') }), ['edited', 'absent']],
    ['image id', (entry) => ({ ...entry, imageId: digestOf('intruder') }), ['edited']],
    [
      'SBOM',
      (entry) => ({ ...entry, sbom: { format: 'spdx-json', digest: digestOf('other') } }),
      ['edited', 'sbom-changed'],
    ],
    ['revision', (entry) => ({ ...entry, gitRevision: 'other' }), ['edited']],
    [
      'model',
      (entry) => ({ ...entry, models: [{ ...MODEL, digest: digestOf('other') }] }),
      ['edited', 'models-changed'],
    ],
  ])('is nothing whose %s was edited in the lock', async (_, change, kinds) => {
    const findings = await verify({ lock: edited(change) });
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
    expect(findings.every(({ image }) => image === 'digits-onnx')).toBe(true);
  });

  it.each(['sbom', 'provenance'] as const)('is nothing whose %s was edited beside the lock', async (kind) => {
    await platform.store.writeEvidence('gateway', kind, '{"packages":[]}');
    expect(await verify()).toMatchObject([{ image: 'gateway', kind: `${kind}-changed` }]);
  });

  it('is judged by its own evidence only: that of a later build here is about something else', async () => {
    await platform.store.update({ ...lock.images[1]!, imageId: digestOf('later') });
    await platform.store.writeEvidence('gateway', 'sbom', '{"packages":[]}');
    expect(await verify()).toEqual([]);
  });

  it('is what has its signature, SBOM and provenance in the registry, where that is asked', async () => {
    const { registry } = platform;
    const other = createMemorySigner(registry);
    const [onnx, gateway] = lock.images.map(({ repository, digest }) => `${repository}@${digest}`);
    registry.signatures.delete(onnx!);
    registry.statements.length = 0;
    expect(await verify({ inRegistry: true })).toMatchObject([
      { image: 'digits-onnx', kind: 'unsigned' },
      { image: 'gateway', kind: 'sbom-changed' },
      { image: 'gateway', kind: 'provenance-changed' },
    ]);
    registry.signatures.set(gateway!, new Set([valueOf(await other.signer.fingerprint())]));
    expect(await verify({ inRegistry: true, expected: ['gateway'] })).toMatchObject([
      { image: 'gateway', kind: 'wrong-key' },
    ]);
  });

  it('is pulled by digest where that is wanted, but never before its signature is verified', async () => {
    const { engine } = platform;
    for (const reference of ['127.0.0.1:5000/slipway/gateway:v1', 'slipway/gateway:v1'])
      engine.remove(reference);
    engine.calls.length = 0;
    const gateway = { lock, expected: ['gateway'], pull: true };
    expect(await verifyImages({ ...platform.release, ...gateway })).toMatchObject({ ok: false });
    expect(engine.calls).toEqual([`pull 127.0.0.1:5000/slipway/gateway:v1@${lock.images[1]?.digest}`]);

    engine.calls.length = 0;
    const unsigned = createLock('x', [{ ...lock.images[1]!, signature: undefined }]);
    expect(await verify({ ...gateway, lock: unsigned })).toMatchObject([
      { kind: 'unsigned' },
      { kind: 'absent' },
    ]);
    expect(engine.calls).toEqual([]);
  });
});
