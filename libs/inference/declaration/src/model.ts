import { z } from 'zod';
import { digest, modelName, modelVersion, tensor } from './tensor.ts';

/** `models/<name>/model.yaml`: everything that a model server must know of a model apart from its files. */
export const modelDeclaration = z.strictObject({
  name: modelName,
  runtime: z.enum(['onnx', 'tfjs']).describe('What executes it'),
  description: z.string().describe('One sentence for people'),
  maxBatchSize: z.int().min(1).describe('Most rows in one request'),
  allowEmptyBatch: z.boolean().optional().describe('Whether a request of no rows is valid (default: no)'),
  inputs: z.array(tensor).min(1).describe('What clients send'),
  outputs: z.array(tensor).min(1).describe('What clients get'),
  warmup: z
    .strictObject({ rows: z.array(z.int().min(1)).describe('Executions before the model is ready, by rows') })
    .default({ rows: [1] }),
  card: z.string().describe('The model card, beside this file'),
  versions: z
    .array(
      z.strictObject({
        version: modelVersion.describe('Its folder, and its name in paths'),
        digest: digest.describe('SHA-256 of the lines "<hex>  <file>\\n" of all files, sorted by name'),
        files: z
          .record(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/), digest)
          .describe('Each file with its SHA-256'),
      }),
    )
    .min(1)
    .describe('What is in the folders beside this file; requests without a version go to the highest'),
});

export type ModelDeclaration = z.infer<typeof modelDeclaration>;
export type ModelVersionDeclaration = ModelDeclaration['versions'][number];
