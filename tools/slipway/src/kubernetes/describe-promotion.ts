import type { ImageEntry } from '@slipway/deploy-lock';
import { formatTable } from '../commands/format-table.ts';

/** What `promote --json` says of each image. */
export interface PromotedImage {
  readonly name: string;
  readonly tag: string;
  readonly digest: string | undefined;
  readonly gitRevision: string | undefined;
  readonly models: readonly string[];
}

export const promotedImages = (entries: readonly ImageEntry[]): readonly PromotedImage[] =>
  entries.map(({ name, tag, digest, gitRevision, models }) => ({
    name,
    tag,
    digest,
    gitRevision,
    models: models.map((model) => `${model.name}@${model.version}`),
  }));

export const describePromotion = (images: readonly PromotedImage[]): string =>
  formatTable(
    ['IMAGE', 'TAG', 'DIGEST', 'COMMIT', 'MODELS'],
    images.map(({ name, tag, digest = '', gitRevision = '', models }) => [
      name,
      tag,
      digest,
      gitRevision.slice(0, 12),
      models.join(' '),
    ]),
  );
