import type { EngineImage, ModelDigest } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import type { ImageTool } from '../engine/image-tool.ts';
import { failWith, succeed } from '../outcome.ts';

interface KnownImage {
  readonly imageId: string;
  readonly repositoryDigests: string[];
  readonly models: readonly ModelDigest[];
}

/** An engine that knows images by name only, with the calls that it got. */
export interface MemoryEngine extends ImageTool {
  readonly calls: string[];
  /** Gives `content` as an image the name, as a build does. */
  load(reference: string, content: string, models?: readonly ModelDigest[]): void;
  remove(reference: string): void;
}

/** The digest by which any registry knows what was pushed from here. */
const manifestOf = (imageId: string): string => digestOf(`manifest of ${imageId}`);

export function createMemoryEngine(): MemoryEngine {
  const names = new Map<string, KnownImage>();
  const calls: string[] = [];
  const find = (reference: string): KnownImage | undefined => {
    const [, repository, digest] = /^(.+):[^:/]+@(sha256:.+)$/.exec(reference) ?? [];
    return [...names.entries()].find(
      ([name, image]) =>
        name === reference ||
        image.imageId === reference ||
        (digest !== undefined && image.repositoryDigests.includes(`${repository}@${digest}`)),
    )?.[1];
  };
  const view = ({ imageId, repositoryDigests }: KnownImage): EngineImage => ({ imageId, repositoryDigests });

  return {
    calls,
    load: (reference, content, models = []) =>
      void names.set(reference, { imageId: digestOf(content), repositoryDigests: [], models }),
    remove: (reference) => void names.delete(reference),
    inspect: async (reference) => {
      const image = find(reference);
      return succeed(image && view(image));
    },
    tag: async (image, reference) => {
      const known = find(image);
      if (known === undefined) return failWith('failed', `no image ${image}`);
      names.set(reference, known);
      return succeed(undefined);
    },
    push: async (reference) => {
      calls.push(`push ${reference}`);
      const image = find(reference)!;
      const digest = manifestOf(image.imageId);
      image.repositoryDigests.push(`${reference.slice(0, reference.lastIndexOf(':'))}@${digest}`);
      return succeed({ digest });
    },
    pull: async (reference) => {
      calls.push(`pull ${reference}`);
      return failWith('unavailable', `no registry for ${reference}`);
    },
    readModels: async (imageId) => succeed(find(imageId)?.models ?? []),
  };
}
