import type { EngineImage, ModelDigest } from '@slipway/deploy-lock';
import type { Outcome } from '../outcome.ts';

/** What the steps need of a container engine. */
export interface ImageTool {
  /** The image that a reference means, or undefined where the engine has none by that name. */
  inspect(reference: string, signal?: AbortSignal): Promise<Outcome<EngineImage | undefined>>;
  tag(image: string, reference: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** Sends `repository:tag` to its registry; the digest is that of the manifest there. */
  push(reference: string, signal?: AbortSignal): Promise<Outcome<{ readonly digest: string }>>;
  pull(reference: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** Models inside an image, by the files that it really holds; none where it has no folder of models. */
  readModels(imageId: string, signal?: AbortSignal): Promise<Outcome<readonly ModelDigest[]>>;
}
