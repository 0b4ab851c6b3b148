import { afterBuild, createLock, taggedReference, type ImageEntry } from '@slipway/deploy-lock';
import type { ImageTool } from '../engine/image-tool.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { StepContext } from './step.ts';

export interface ImageToBuild {
  readonly name: string;
  /** The name that the build gives it in the engine, for example `slipway/gateway`. */
  readonly repository: string;
  readonly tag: string;
}

export interface BuildImages extends StepContext {
  readonly images: readonly ImageToBuild[];
  readonly gitRevision: string;
  readonly engine: ImageTool;
  /** Builds them all under their names. */
  readonly build: (images: readonly ImageToBuild[], signal?: AbortSignal) => Promise<Outcome<void>>;
}

/** Builds the images and records what came out; evidence about an image that came out the same stays. */
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
  const reference = `${image.repository}:${image.tag}`;
  const seen = await engine.inspect(reference, signal);
  if (!seen.ok) return seen;
  if (seen.value === undefined)
    return failWith('failed', `${image.name}: the build left no image ${reference} in the engine`);
  const { imageId } = seen.value;
  const models = await engine.readModels(imageId, signal);
  if (!models.ok) return models;
  return succeed(afterBuild(known, { ...image, imageId, gitRevision, models: [...models.value] }));
}
