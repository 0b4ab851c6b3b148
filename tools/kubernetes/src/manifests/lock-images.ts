import { createHash } from 'node:crypto';
import { createLock, kustomizeComponent } from '@slipway/deploy-lock';

/** `image: slipway/NAME` or `image: slipway/NAME:tag` in the text of a manifest. */
const OURS = /\bimage:\s*['"]?slipway\/([a-z0-9-]+)/g;

/** The names that manifests use for images of the lock. */
export const imageNames = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(OURS)].map(([, name]) => name!)))].sort();

/** The component `images` as a release leaves it: each image in a registry, with tag and digest. */
export const lockedImages = (names: readonly string[]): string =>
  kustomizeComponent(
    createLock(
      'a release that is none',
      names.map((name) => ({
        name,
        repository: `registry.example.com/slipway/${name}`,
        tag: '1.0.0',
        digest: `sha256:${createHash('sha256').update(name).digest('hex')}`,
        models: [],
      })),
    ),
  );
