import { strategies } from '@slipway/inference-ensemble';
import { z } from 'zod';
import { modelName, modelVersion, tensor, tensorName } from './tensor.ts';

/** `ensembles/<name>.yaml` of a gateway: models that are asked together, and how their answers become one. */
export const ensembleDeclaration = z.strictObject({
  name: modelName,
  version: modelVersion,
  description: z.string().describe('One sentence for people'),
  inputs: z.array(tensor).min(1).describe('What clients send'),
  outputs: z.array(tensor).min(1).describe('What clients get; FP32 or FP64, rows by classes'),
  maxBatchSize: z.int().min(1).describe('Most rows in one request'),
  members: z
    .array(
      z.strictObject({
        model: modelName.describe('A model of a service that the gateway calls'),
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
    .max(1000)
    .describe('The models, each once'),
  strategy: z.enum(strategies).describe('How the answers become one: see docs/explanation/ensembles.md'),
  quorum: z.int().min(1).describe('Members that must answer; with fewer the request fails'),
  deadlineMillis: z
    .int()
    .min(1)
    .optional()
    .describe('Longest time for all members together, also where the caller would wait longer'),
  card: z.string().optional().describe('The card, beside this file'),
});

export type EnsembleDeclaration = z.infer<typeof ensembleDeclaration>;
