import type { ComposeModel, ComposeProject } from '@slipway/deploy-compose-run';
import { ComposeError } from '@slipway/deploy-compose-run';
import {
  failWith,
  succeed,
  type BuildImages,
  type ImageTool,
  type ImageToBuild,
} from '@slipway/deploy-images';

/**
 * Every image that the services of the model run, those of others included: all are locked and signed alike.
 * One is ours where it is built here, if only for another service.
 */
export function imagesOf({ services }: ComposeModel): readonly ImageToBuild[] {
  const all = Object.entries(services);
  const ours = new Set(all.filter(([, { build }]) => build !== undefined).map(([, { image }]) => image));
  return all.map(([name, { image }]) => ({
    name,
    ...(!ours.has(image) && { kind: 'external' as const }),
    ...partsOf(image),
  }));
}

function partsOf(reference: string): Pick<ImageToBuild, 'repository' | 'tag' | 'reference'> {
  const [named = '', digest] = reference.split('@');
  // After the last slash, so that a registry's port is not taken for a tag.
  const at = named.indexOf(':', named.lastIndexOf('/') + 1);
  const parts =
    at < 0
      ? { repository: named, tag: 'latest' }
      : { repository: named.slice(0, at), tag: named.slice(at + 1) };
  return digest === undefined ? parts : { ...parts, reference };
}

/** Builds what is ours and pulls what is not and the engine lacks. */
export const buildWith =
  (project: ComposeProject, engine: ImageTool, model: ComposeModel): BuildImages['build'] =>
  async (images, signal) => {
    for (const { kind, repository, tag, reference = `${repository}:${tag}` } of images) {
      if (kind !== 'external') continue;
      const seen = await engine.inspect(reference, signal);
      if (!seen.ok) return seen;
      if (seen.value !== undefined) continue;
      const pulled = await engine.pull(reference, signal);
      if (!pulled.ok) return pulled;
    }
    try {
      const built = images.filter(({ name }) => model.services[name]?.build !== undefined);
      await project.build(built.map(({ name }) => name));
      return succeed(undefined);
    } catch (error) {
      if (error instanceof ComposeError) return failWith('failed', ...error.message.split('\n'));
      throw error;
    }
  };
