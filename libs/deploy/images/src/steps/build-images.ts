import { afterBuild, createLock, taggedReference, type ImageEntry } from '@slipway/deploy-lock';
import type { ImageTool } from '../engine/image-tool.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { StepContext } from './step.ts';

export interface ImageToBuild {
  readonly name: string;
  /** Present where it is somebody else's and taken as it is. */
  readonly kind?: 'external';
  /** The name that the build gives it in the engine, for example `slipway/gateway`. */
  readonly repository: string;
  readonly tag: string;
  /** What the engine is asked for, where that is not `repository:tag` but has a digest. */
  readonly reference?: string;
}

export interface BuildImages extends StepContext {
  readonly images: readonly ImageToBuild[];
  readonly gitRevision: string;
  readonly engine: ImageTool;
  /** Builds them all under their names. */
  readonly build: (images: readonly ImageToBuild[], signal?: AbortSignal) => Promise<Outcome<void>>;
}

/**
 * Builds the images and records what came out; evidence about an image that came out the same stays.
 * Of what is somebody else's only which image it is gets recorded: nobody here can say what it was built from.
 */
export async function buildImages(options: BuildImages): Promise<Outcome<readonly ImageEntry[]>> {
  const { images, gitRevision, engine, build, store, say, signal } = options;
  const built = await build(images, signal);
  if (!built.ok) return built;
  const before = await store.read();
  const entries: ImageEntry[] = [];
  for (const image of images) {
    const known = before.ok ? before.value.images.find(({ name }) => name === image.name) : undefined;
    const entry = await observe({ image, known, gitRevision, engine, ...(signal && { signal }) });
    if (!entry.ok) return entry;
    say(`${image.name}: ${taggedReference(image as ImageEntry)} is ${entry.value.imageId}`);
    entries.push(entry.value);
  }
  await store.write(createLock(gitRevision, entries));
  return succeed(entries);
}

async function observe({
  image,
  known,
  gitRevision,
  engine,
  signal,
}: {
  readonly image: ImageToBuild;
  readonly known: ImageEntry | undefined;
  readonly gitRevision: string;
  readonly engine: ImageTool;
  readonly signal?: AbortSignal;
}): Promise<Outcome<ImageEntry>> {
  const { reference = `${image.repository}:${image.tag}`, ...named } = image;
  const seen = await engine.inspect(reference, signal);
  if (!seen.ok) return seen;
  if (seen.value === undefined)
    return failWith('failed', `${image.name}: there is no image ${reference} in the engine`);
  const { imageId } = seen.value;
  if (image.kind === 'external') return succeed(afterBuild(known, { ...named, imageId, models: [] }));
  const models = await engine.readModels(imageId, signal);
  if (!models.ok) return models;
  return succeed(afterBuild(known, { ...named, imageId, gitRevision, models: [...models.value] }));
}
