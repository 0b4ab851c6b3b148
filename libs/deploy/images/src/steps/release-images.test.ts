import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failWith } from '../outcome.ts';
import { createOsvScanner } from '../scan/osv/osv-scanner.ts';
import { lockFiles, readMergedLock } from '../store/lock-files.ts';
import { createMemoryPlatform, LAB, MODEL } from '../testing/memory-platform.ts';
import { createMemorySigner } from '../testing/memory-signer.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { releaseImages } from './release-images.ts';

const folder = useTemporaryFolder();
const OSV = join(import.meta.dirname, '../testing/osv');
const exception = {
  id: 'SLIPWAY-TEST-0001',
  package: 'express',
  reason: 'Invented for tests',
  expires: '2026-12-31',
};

describe('a release', () => {
  it('leaves a lock with digest, evidence and signature of each image, and what follows from it', async () => {
    const { release, said } = createMemoryPlatform(folder.path());
    const lock = await releaseImages({ ...release, registry: LAB, root: join(folder.path(), 'root') });
    expect(lock).toMatchObject({
      ok: true,
      value: {
        revision: '0123abc',
        images: [
          { name: 'digits-onnx', repository: '127.0.0.1:5000/slipway/digits-onnx', models: [MODEL] },
          { name: 'gateway', repository: '127.0.0.1:5000/slipway/gateway', models: [] },
        ],
      },
    });
    for (const entry of lock.ok ? lock.value.images : [])
      expect(Object.keys(entry)).toEqual(
        expect.arrayContaining(['digest', 'imageId', 'sbom', 'provenance', 'signature', 'gitRevision']),
      );
    for (const at of ['root', 'home'])
      for (const file of Object.values(lockFiles(join(folder.path(), at))))
        expect(existsSync(file)).toBe(true);
    expect(said).toContain('gateway: verified');
  });

  it('without a registry is for this machine: by image id, and refused as a release for others', async () => {
    const { release, said } = createMemoryPlatform(folder.path());
    const lock = await releaseImages(release);
    expect(lock.ok && lock.value.images.every(({ digest, signature }) => !digest && signature)).toBe(true);
    expect(said.join('\n')).toContain('for this machine only: gateway: no registry knows it by digest');
    const compose = readFileSync(lockFiles(release.home).compose, 'utf8');
    expect(compose).toMatch(/image: sha256:[0-9a-f]{64}\n +pull_policy: never/);

    const root = join(folder.path(), 'root');
    expect(await releaseImages({ ...release, root })).toMatchObject({
      ok: false,
      failure: { kind: 'refused' },
    });
    expect(existsSync(root)).toBe(false);
  });

  it('neither pushes nor signs what is vulnerable, and does with an exception that holds', async () => {
    const { release, engine, registry } = createMemoryPlatform(folder.path());
    const policy = { failAt: 'high', exceptions: [], today: '2026-06-30' } as const;
    const scan = { scanner: createOsvScanner(OSV), policy };
    const refused = await releaseImages({ ...release, registry: LAB, scan });
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(refused.ok ? '' : refused.failure.messages[0]).toContain('SLIPWAY-TEST-0001 in express 5.3.0');
    expect(engine.calls).toEqual([]);
    expect(registry.signatures.size).toBe(0);

    const excepting = { ...scan, policy: { ...policy, exceptions: [exception] } };
    expect(await releaseImages({ ...release, registry: LAB, scan: excepting })).toMatchObject({ ok: true });
    const late = { ...scan, policy: { ...policy, exceptions: [exception], today: '2027-01-01' } };
    expect(await releaseImages({ ...release, registry: LAB, scan: late })).toMatchObject({ ok: false });
  });

  it('stops where there is no database to scan with', async () => {
    const { release, engine } = createMemoryPlatform(folder.path());
    const scan = {
      scanner: createOsvScanner(join(folder.path(), 'none')),
      policy: { failAt: 'high', exceptions: [], today: '2026-06-30' } as const,
    };
    expect(await releaseImages({ ...release, registry: LAB, scan })).toMatchObject({
      ok: false,
      failure: { kind: 'no-database' },
    });
    expect(engine.calls).toEqual([]);
  });

  it('says at its end that nothing was scanned, where that was wanted', async () => {
    const { release, said } = createMemoryPlatform(folder.path());
    expect(await releaseImages(release)).toMatchObject({ ok: true });
    expect(said.at(-1)).toBe('2 images released, not scanned for known vulnerabilities');
  });

  it('neither builds nor pushes with a public key that is missing, or is another key’s', async () => {
    const { release, engine, registry } = createMemoryPlatform(folder.path());
    const { verifier: another } = createMemorySigner(registry);
    const missing = { ...another, fingerprint: async () => failWith('invalid', 'no public key') };
    for (const [verifier, message] of [
      [missing, 'no public key'],
      [another, expect.stringContaining('--public-key')],
    ] as const) {
      const build = () => Promise.reject(new Error('built'));
      expect(await releaseImages({ ...release, registry: LAB, verifier, build })).toMatchObject({
        failure: { kind: 'invalid', messages: [message] },
      });
      expect(engine.calls).toEqual([]);
    }
  });

  it('goes on where it was interrupted', async () => {
    const { release, store, said } = createMemoryPlatform(folder.path());
    const { signer } = release;
    const interrupted = {
      ...signer,
      signText: (text: string) =>
        text.includes('gateway')
          ? Promise.resolve(failWith('unavailable', 'cosign is gone'))
          : signer.signText(text),
    };
    expect(await releaseImages({ ...release, signer: interrupted })).toMatchObject({ ok: false });
    const record = await store.read();
    expect(record.ok && record.value.images.map((image) => image.signature !== undefined)).toEqual([
      true,
      false,
    ]);
    expect(await readMergedLock({ root: folder.path(), home: release.home })).toEqual({
      ok: true,
      value: undefined,
    });

    said.length = 0;
    expect(await releaseImages(release)).toMatchObject({ ok: true });
    expect(said).toContain('digits-onnx: signed by this key already');
    expect(said).toContain('gateway: signed, by image id, since no registry knows it');
  });

  it('makes the evidence anew for an image that came out otherwise', async () => {
    const { release, engine } = createMemoryPlatform(folder.path());
    const first = await releaseImages(release);
    const build: typeof release.build = async (images) => {
      const built = await release.build(images);
      engine.load('slipway/gateway:v1', 'another gateway');
      return built;
    };
    const second = await releaseImages({ ...release, build });
    const entries = (lock: typeof first) => (lock.ok ? lock.value.images : []);
    expect(entries(second)[0]).toEqual(entries(first)[0]);
    for (const field of ['imageId', 'sbom', 'provenance', 'signature'] as const)
      expect(entries(second)[1]?.[field]).not.toEqual(entries(first)[1]?.[field]);
  });

  it('stops between images when nobody wants it any more', async () => {
    const { release } = createMemoryPlatform(folder.path());
    expect(await releaseImages({ ...release, signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      failure: { kind: 'aborted' },
    });
  });
});
