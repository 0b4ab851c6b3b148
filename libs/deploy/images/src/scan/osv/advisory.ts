import { z } from 'zod';

const severities = z.array(z.object({ type: z.string(), score: z.string() })).optional();

const affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
  ranges: z
    .array(
      z.object({
        type: z.string(),
        events: z.array(
          z.object({
            introduced: z.string().optional(),
            fixed: z.string().optional(),
            last_affected: z.string().optional(),
            limit: z.string().optional(),
          }),
        ),
      }),
    )
    .default([]),
  versions: z.array(z.string()).default([]),
  severity: severities,
  ecosystem_specific: z
    .object({ urgency: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** What is read of an advisory in OSV's format (https://ossf.github.io/osv-schema/); its other fields are left alone. */
export const advisory = z.object({
  id: z.string().min(1),
  modified: z.string(),
  withdrawn: z.string().optional(),
  aliases: z.array(z.string()).default([]),
  summary: z.string().optional(),
  severity: severities,
  affected: z.array(affected).default([]),
  database_specific: z
    .object({ severity: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export type Advisory = z.infer<typeof advisory>;
export type Affected = Advisory['affected'][number];
