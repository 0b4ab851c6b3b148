import { parseYaml, type Declared } from '@slipway/inference-declaration';
import { z } from 'zod';

const text = z.string().min(1);

const schema = z.strictObject({
  intended: z.array(
    z.strictObject({
      services: z.array(text).min(1).optional().describe('Which services; all where there is no list'),
      overlays: z.array(text).min(1).optional().describe('Which overlays; all where there is no list'),
      field: text.describe('Which fact: environment.SLIPWAY_ISSUER, calls.auth, limits.memory …'),
      compose: text.optional().describe('What Compose has, or `absent`; anything where it is left out'),
      kubernetes: text
        .optional()
        .describe('What the overlays have, or `absent`; anything where it is left out'),
      reason: text.describe('Why it is meant'),
    }),
  ),
});

export type IntendedDifference = z.infer<typeof schema>['intended'][number];

/** Where an overlay may differ from Compose: the text of `k8s/parity.yaml`. */
export function parseIntended(content: string, file: string): Declared<readonly IntendedDifference[]> {
  const parsed = parseYaml(schema, content, file);
  return parsed.ok ? { ok: true, value: parsed.value.intended } : parsed;
}
