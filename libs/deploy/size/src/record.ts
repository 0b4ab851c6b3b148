import { z } from 'zod';
import type { PhaseFigures } from './figures.ts';
import { phaseNames, type PhaseName } from './phases.ts';
import type { Size } from './propose.ts';

const figures: z.ZodType<PhaseFigures> = z.strictObject({
  cpusMean: z.number(),
  cpusP95: z.number(),
  cpusMax: z.number(),
  residentP95MiB: z.number(),
  residentMaxMiB: z.number(),
  heapMaxMiB: z.number(),
});

const resources = z.strictObject({ cpus: z.number(), memoryMiB: z.int() });
const size: z.ZodType<Size> = z.strictObject({ requests: resources, limits: resources });

const phase = z.strictObject({
  name: z.enum(phaseNames),
  seconds: z.number(),
  predictionsPerSecond: z.number(),
  rows: z.int(),
  tokensPerSecond: z.number(),
  /** What came of the predictions; absent where none were asked for. */
  answers: z
    .strictObject({ issued: z.int(), ok: z.int(), p50Millis: z.number(), p99Millis: z.number() })
    .optional(),
});

/** One run of `slipway size`, as it is kept beside the documentation. */
export const sizesRecord = z.strictObject({
  $comment: z.string(),
  date: z.iso.date(),
  /** With `+` where the working tree differed from it. */
  commit: z.string(),
  machine: z.string(),
  platform: z.string(),
  phases: z.array(phase),
  services: z.array(
    z.strictObject({
      name: z.string(),
      instances: z.int(),
      measured: z.record(z.enum(phaseNames), figures),
      size,
    }),
  ),
});

export type SizesRecord = z.infer<typeof sizesRecord>;
export type SizedService = SizesRecord['services'][number];
export type RecordedPhase = SizesRecord['phases'][number];
export type Answers = NonNullable<RecordedPhase['answers']>;

/** Where the record is kept, from the root of the workspace. */
export const SIZES_FILE = 'docs/reference/sizes.json';
export const SIZES_COMMENT =
  'Written by `slipway size --write`; do not edit. docs/how-to/size-services.md tells how it comes about.';

export const formatRecord = (record: SizesRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;

export const phaseTitles: Readonly<Record<PhaseName, string>> = {
  rest: 'at rest',
  objective: "under the objective's load",
  burst: 'in a burst',
  batches: 'with the largest batches',
};
