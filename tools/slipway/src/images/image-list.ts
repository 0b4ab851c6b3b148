import type { ComposeModel, ComposeProject } from '@slipway/deploy-compose-run';
import { ComposeError } from '@slipway/deploy-compose-run';
import {
  failWith,
  succeed,
  type BuildImages,
  type ImageTool,
  type ImageToBuild,
} from '@slipway/deploy-images';

/** Every image that plain `docker compose up` runs, those of others included: all are locked and signed alike. */
export const imagesOf = ({ services }: ComposeModel): readonly ImageToBuild[] =>
  Object.entries(services).map(([name, { image }]) => {
    // After the last slash, so that a registry's port is not taken for a tag.
    const at = image.indexOf(':', image.lastIndexOf('/') + 1);
    return at < 0
      ? { name, repository: image, tag: 'latest' }
      : { name, repository: image.slice(0, at), tag: image.slice(at + 1) };
  });

/** Builds what is ours and pulls what is not and the engine lacks. */
export const buildWith =
  (project: ComposeProject, engine: ImageTool, model: ComposeModel): BuildImages['build'] =>
  async (images, signal) => {
    const isOurs = ({ name }: ImageToBuild) => model.services[name]?.build !== undefined;
    for (const { repository, tag } of images.filter((image) => !isOurs(image))) {
      const reference = `${repository}:${tag}`;
      const seen = await engine.inspect(reference, signal);
      if (!seen.ok) return seen;
      if (seen.value !== undefined) continue;
      const pulled = await engine.pull(reference, signal);
      if (!pulled.ok) return pulled;
    }
    try {
      await project.build(images.filter(isOurs).map(({ name }) => name));
      return succeed(undefined);
    } catch (error) {
      if (error instanceof ComposeError) return failWith('failed', ...error.message.split('\n'));
      throw error;
    }
  };
