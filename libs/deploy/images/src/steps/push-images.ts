import {
  afterPush,
  repositoryIn,
  taggedReference,
  type ImageEntry,
  type Registry,
} from '@slipway/deploy-lock';
import type { ImageTool } from '../engine/image-tool.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { CopyImage } from '../sign/signer.ts';
import { forEachImage, type StepContext } from './step.ts';

export interface PushImages extends StepContext {
  readonly registry: Registry;
  readonly engine: ImageTool;
  readonly copy: CopyImage;
}

/**
 * Brings each image to a registry: from the engine the first time, and by digest from the registry where it is
 * ever after, with its signature and statements, never built or packed anew.
 */
export const pushImages = ({
  registry,
  engine,
  copy,
  ...context
}: PushImages): Promise<Outcome<readonly ImageEntry[]>> =>
  forEachImage(context, async (entry) => {
    const { say, signal } = context;
    const target = { ...entry, repository: repositoryIn(registry, entry.name) };
    const reference = taggedReference(target);
    if (entry.digest !== undefined && entry.repository !== target.repository) {
      const copied = await copy(`${entry.repository}@${entry.digest}`, reference, signal);
      if (!copied.ok) return copied;
      say(`${entry.name}: copied to ${reference}@${entry.digest}`);
      return succeed(target);
    }
    if (entry.imageId === undefined)
      return failWith('invalid', `${entry.name}: it was not built; run: ./slipway images build`);
    const tagged = await engine.tag(entry.imageId, reference, signal);
    if (!tagged.ok) return tagged;
    const pushed = await engine.push(reference, signal);
    if (!pushed.ok) return pushed;
    say(`${entry.name}: pushed as ${reference}@${pushed.value.digest}`);
    return succeed(afterPush(entry, { repository: target.repository, digest: pushed.value.digest }));
  });
