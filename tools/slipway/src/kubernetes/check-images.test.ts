import { join } from 'node:path';
import { describeOn } from '@slipway/deploy-engine/testing';
import {
  createCosignSigner,
  createKeyPair,
  createToolRunner,
  findSigningKey,
  publicKeyFile,
} from '@slipway/deploy-images';
import { findPrograms } from '@slipway/deploy-images/testing';
import { createLock, signedText, type ImageEntry } from '@slipway/deploy-lock';
import type { Manifest } from '@slipway/deploy-plan';
import { valueOf } from '../images/end-step.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createWorkspace } from '../workspace.ts';
import { requireLockedImages } from './check-images.ts';

const need = { platform: 'compose', engine: await findPrograms('cosign'), env: process.env };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const run = createToolRunner(process.env);

const deployment = (image: string): Manifest => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'gateway' } },
  spec: { template: { spec: { containers: [{ name: 'gateway', image }] } } },
});
const unsigned: ImageEntry = {
  name: 'gateway',
  repository: 'reg.example/slipway/gateway',
  tag: 'v1',
  digest: DIGEST,
  models: [],
};
const locked = deployment(`${unsigned.repository}:v1@${DIGEST}`);

describeOn(need, 'before anything is applied, the signatures of images', () => {
  const folder = useTemporaryFolder();
  const keys = () => join(folder(), '.slipway/cosign');

  async function sign(entry: ImageEntry, place = keys()): Promise<ImageEntry> {
    valueOf(await createKeyPair(run, place));
    const signer = createCosignSigner(run, valueOf(await findSigningKey(place)));
    return {
      ...entry,
      signature: {
        kind: 'cosign-key',
        publicKey: valueOf(await signer.fingerprint()),
        value: valueOf(await signer.signText(signedText(entry))),
      },
    };
  }
  const check = (entries: readonly ImageEntry[], manifest = locked, publicKey?: string) =>
    requireLockedImages(createWorkspace(folder(), process.env.PATH ? { PATH: process.env.PATH } : {}), {
      ...{ manifests: [manifest], lock: createLock('abc', entries), say: () => undefined },
      signal: new AbortController().signal,
      ...(publicKey !== undefined && { publicKey }),
    });

  it('let what the key vouches for pass, and nothing that was edited since', async () => {
    const signed = await sign(unsigned);
    expect(await check([signed])).toEqual([signed]);
    const edited = { ...signed, tag: 'v2' };
    const manifest = deployment(`${unsigned.repository}:v2@${DIGEST}`);
    await expect(check([edited], manifest)).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/not what was signed/),
    });
  }, 60_000);

  it('are refused where they are of another key', async () => {
    const signed = await sign(unsigned);
    const other = join(folder(), 'other');
    valueOf(await createKeyPair(run, other));
    await expect(check([signed], locked, publicKeyFile(other))).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/another key/),
    });
  }, 60_000);

  it('are refused where there is none, and where there is no key to tell', async () => {
    await expect(check([unsigned])).rejects.toMatchObject({
      reason: 'config',
      message: expect.stringMatching(/--public-key/),
    });
    valueOf(await createKeyPair(run, keys()));
    await expect(check([unsigned])).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/gateway is not signed/),
    });
  }, 60_000);

  it('are asked of images of others as well, and of no manifest that has no image', async () => {
    const others = deployment(`docker.io/library/other@${DIGEST}`);
    await expect(check([], others)).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/library.other@.* is not in images.lock.json; .*--profile/),
    });
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };
    expect(await check([], settings)).toEqual([]);
  });
});
