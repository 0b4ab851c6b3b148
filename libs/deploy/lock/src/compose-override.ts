import { stringify } from 'yaml';
import type { ImageEntry, ImagesLock } from './lock.ts';
import { pinnedReference, taggedReference } from './reference.ts';

/**
 * The text of `compose/images.yaml`: each service with the image that the lock pins.
 * Only an image that a registry knows by digest may be pulled; one known by its id is here or nowhere.
 */
export function composeOverride({ images }: ImagesLock): string {
  const services = Object.fromEntries(images.map((entry) => [entry.name, pin(entry)]));
  return `# Written by \`slipway images lock\` from images.lock.json; an edit is overwritten.\n${stringify(
    { services },
    { lineWidth: 0 },
  )}`;
}

function pin(entry: ImageEntry): Record<string, string> {
  const image = pinnedReference(entry);
  if (image === undefined) return { image: taggedReference(entry) };
  return { image, pull_policy: entry.digest === undefined ? 'never' : 'missing' };
}
