import { modelName } from '@slipway/inference-declaration';
import { z } from 'zod';

/** `apps/<service>/service.yaml`: the facts of a service from which everything that runs it follows. */
export const serviceDeclaration = z.strictObject({
  name: modelName.describe('The folder under apps/, the host name in networks, the name in every platform'),
  kind: z
    .enum(['auth', 'gateway', 'model'])
    .describe('What it is: the token service, the public API, or a model server'),
  description: z.string().describe('One sentence for people'),
  ports: z.strictObject({ http: z.int().min(1).max(65_535).describe('Listens here unless told otherwise') }),
  calls: z
    .array(
      z.strictObject({
        service: modelName.describe('Who is called'),
        why: z
          .string()
          .describe('What for: every edge has a reason, and an edge that is not declared is closed'),
      }),
    )
    .default([])
    .describe('Edges to other services'),
  models: z.array(modelName).default([]).describe('Models in `models/` that it serves'),
  secrets: z.array(modelName).default([]).describe('Client ids whose secret files it may read'),
  state: z.boolean().default(false).describe('Whether it keeps state in a folder of its own'),
  public: z.boolean().default(false).describe('Whether clients outside may call it'),
  probes: z.strictObject({
    liveness: z.string().startsWith('/').describe('Path that fails when only a restart can help'),
    readiness: z.string().startsWith('/').describe('Path that fails while no traffic should come'),
    startupSeconds: z.int().min(1).describe('Longest time until ready'),
  }),
  drainSeconds: z
    .int()
    .min(0)
    .describe('Longest time that requests under way may take to finish during a stop'),
});

export type ServiceDeclaration = z.infer<typeof serviceDeclaration>;
