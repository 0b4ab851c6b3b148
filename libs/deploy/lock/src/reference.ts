import type { ImageEntry } from './lock.ts';

/** `repository:tag`, which anybody can move to another image. */
export const taggedReference = ({ repository, tag }: ImageEntry): string => `${repository}:${tag}`;

/** What may stand in a manifest for this entry: its digest, with the tag and without; nothing where no registry knows it. */
export const digestReferences = ({ repository, tag, digest }: ImageEntry): readonly string[] =>
  digest === undefined ? [] : [`${repository}:${tag}@${digest}`, `${repository}@${digest}`];

/** The reference that can mean one image only: by digest, or by image id where no registry knows it. */
export function pinnedReference(entry: ImageEntry): string | undefined {
  if (entry.digest !== undefined) return `${taggedReference(entry)}@${entry.digest}`;
  return entry.imageId;
}
