import type { Registry } from '@slipway/deploy-lock';
import { createMemoryPlatform, LAB } from '../testing/memory-platform.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from '../testing/value-of.ts';
import { pushImages } from './push-images.ts';
import { releaseImages } from './release-images.ts';
import { verifyImages } from './verify-images.ts';
import { writeLocks } from './write-locks.ts';

const folder = useTemporaryFolder();
const GHCR: Registry = { kind: 'ghcr', host: 'ghcr.io', prefix: 'acme', loopback: false };

describe('a push', () => {
  it('goes from the engine the first time, and by digest from registry to registry after that', async () => {
    const { release, engine } = createMemoryPlatform(folder.path());
    const lock = await releaseImages({ ...release, registry: LAB });
    expect(engine.calls.filter((call) => call.startsWith('push'))).toEqual([
      'push 127.0.0.1:5000/slipway/digits-onnx:v1',
      'push 127.0.0.1:5000/slipway/gateway:v1',
    ]);

    engine.calls.length = 0;
    const pushed = await pushImages({ ...release, registry: GHCR });
    const [, gateway] = lock.ok ? lock.value.images : [];
    expect(engine.calls).toContain(
      `copy 127.0.0.1:5000/slipway/gateway@${gateway?.digest} ghcr.io/acme/gateway:v1`,
    );
    expect(engine.calls.some((call) => call.startsWith('push'))).toBe(false);
    expect(pushed.ok && pushed.value[1]).toEqual({ ...gateway, repository: 'ghcr.io/acme/gateway' });
  });

  it('takes signature and statements along, so that the copy is verified without signing it', async () => {
    const { release } = createMemoryPlatform(folder.path());
    await releaseImages({ ...release, registry: LAB });
    await pushImages({ ...release, registry: GHCR });
    const lock = await writeLocks(release);
    expect(lock.ok && lock.value.images[1]?.repository).toBe('ghcr.io/acme/gateway');
    const findings = await verifyImages({
      ...release,
      lock: valueOf(lock),
      expected: ['gateway'],
      inRegistry: true,
    });
    // Only the engine has not seen the copy under its new name.
    expect(findings).toMatchObject({ ok: true, value: [{ kind: 'absent' }] });
  });

  it('makes a signature by image id void: it said nothing of the digest', async () => {
    const { release, store } = createMemoryPlatform(folder.path());
    await releaseImages(release);
    await pushImages({ ...release, registry: LAB });
    const record = await store.read();
    expect(record.ok && record.value.images[0]).not.toHaveProperty('signature');
    expect(await writeLocks(release)).toMatchObject({
      ok: false,
      failure: { messages: [expect.stringContaining('slipway images sign'), expect.any(String)] },
    });
  });

  it('needs a build first', async () => {
    const { release } = createMemoryPlatform(folder.path());
    expect(await pushImages({ ...release, registry: LAB })).toMatchObject({
      failure: { kind: 'invalid', messages: [expect.stringContaining('slipway images build')] },
    });
  });
});
