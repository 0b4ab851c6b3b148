import { z } from 'zod';
import { modelName, modelVersion, tensor, tensorName } from './tensor.ts';

/** `ensembles/<name>.yaml` of a gateway: models that are asked together, and how their answers become one. */
export const ensembleDeclaration = z.strictObject({
  name: modelName,
  version: modelVersion,
  description: z.string(),
  inputs: z.array(tensor).min(1),
  outputs: z.array(tensor).min(1),
  maxBatchSize: z.int().min(1),
  members: z
    .array(
      z.strictObject({
        model: modelName,
        version: modelVersion.optional().describe('Pins a version; otherwise the highest that is served'),
        weight: z.number().positive().default(1).describe('Share in weighted-mean'),
        inputs: z
          .record(
            tensorName,
            z.strictObject({
              from: tensorName.describe('Input of the ensemble'),
              shape: z.array(z.int().min(-1)).optional().describe('The same elements seen in another shape'),
            }),
          )
          .describe('Inputs of the member, and what they are made of'),
        outputs: z
          .record(tensorName, z.strictObject({ from: tensorName.describe('Output of the member') }))
          .describe('Outputs of the ensemble, and what the member gives for them'),
      }),
    )
    .min(1)
    .max(1000),
  strategy: z.enum(['mean', 'weighted-mean', 'majority-vote', 'max-confidence']),
  quorum: z.int().min(1).describe('Members that must answer; with fewer the request fails'),
  deadlineMillis: z.int().min(1).optional().describe('Default deadline of this ensemble'),
  card: z.string().optional().describe('The card, beside this file'),
});

export type EnsembleDeclaration = z.infer<typeof ensembleDeclaration>;
