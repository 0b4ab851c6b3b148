import { join } from 'node:path';
import type { ModelDigest, Registry } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { succeed } from '../outcome.ts';
import type { CopyImage } from '../sign/signer.ts';
import type { ReleaseImages } from '../steps/release-images.ts';
import { createImageStore, type ImageStore } from '../store/image-store.ts';
import { EXPRESS, LIBC, sbomOf } from './fixture-sbom.ts';
import { createMemoryEngine, type MemoryEngine } from './memory-engine.ts';
import { createMemoryRegistry, createMemorySigner, type MemoryRegistry } from './memory-signer.ts';

export const MODEL: ModelDigest = { name: 'digits-cnn', version: '1', digest: digestOf('weights') };

export const LAB: Registry = { kind: 'other', host: '127.0.0.1:5000', prefix: 'slipway', loopback: true };

export interface MemoryPlatform {
  readonly engine: MemoryEngine;
  readonly registry: MemoryRegistry;
  readonly store: ImageStore;
  readonly said: string[];
  /** All that a release needs; two images, one with a model. */
  readonly release: ReleaseImages;
}

/** Everything that a release needs, in memory but for the files in `folder`. */
export function createMemoryPlatform(folder: string): MemoryPlatform {
  const engine = createMemoryEngine();
  const registry = createMemoryRegistry();
  const store = createImageStore(join(folder, 'home/images'));
  const said: string[] = [];
  const copy: CopyImage = async (from, to) => {
    engine.calls.push(`copy ${from} ${to}`);
    const target = `${to.slice(0, to.lastIndexOf(':'))}@${from.split('@')[1]}`;
    const keys = registry.signatures.get(from);
    if (keys) registry.signatures.set(target, keys);
    for (const one of registry.statements.filter(({ reference }) => reference === from))
      registry.statements.push({ ...one, reference: target });
    return succeed(undefined);
  };
  const release: ReleaseImages = {
    engine,
    store,
    copy,
    home: join(folder, 'home'),
    say: (line) => said.push(line),
    images: [
      { name: 'digits-onnx', repository: 'slipway/digits-onnx', tag: 'v1' },
      { name: 'gateway', repository: 'slipway/gateway', tag: 'v1' },
    ],
    gitRevision: '0123abc',
    build: async () => {
      engine.load('slipway/digits-onnx:v1', 'digits', [MODEL]);
      engine.load('slipway/gateway:v1', 'gateway');
      return succeed(undefined);
    },
    sboms: { describe: async (imageId) => succeed({ ...sbomOf(EXPRESS, LIBC), name: imageId }) },
    scan: undefined,
    facts: { source: 'git+https://example.org/slipway', builder: 'test', inputs: [] },
    ...createMemorySigner(registry),
  };
  return { engine, registry, store, said, release };
}
