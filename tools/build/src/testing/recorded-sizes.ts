/** What docs/explanation/images.md says of an image, in million bytes over the layers that all images share. */
export interface RecordedSize {
  readonly megabytes: number;
  readonly budget: number;
}

/** The rows of the table of sizes, by the name of the image. */
export const recordedSizes = (page: string): ReadonlyMap<string, RecordedSize> =>
  new Map(
    [...page.matchAll(/^\| ([\w-]+) +\| +([\d.]+) MB \| +(\d+) MB \|$/gm)].map(
      ([, name = '', megabytes, budget]) => [name, { megabytes: Number(megabytes), budget: Number(budget) }],
    ),
  );
