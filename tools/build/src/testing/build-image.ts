import { run } from './commands.ts';

/** Builds the image of a service as its target `image` does, under a tag of the test's own. */
export const buildImage = (service: string, tag: string, options: readonly string[] = []): Promise<string> =>
  run(process.execPath, ['tools/build/image/build-image.mjs', `apps/${service}`, ...options], {
    SLIPWAY_TAG: tag,
  });
