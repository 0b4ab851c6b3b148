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
  uid: z
    .int()
    .min(10_001)
    .max(2 ** 31 - 1)
    .describe('User and group that it runs as in a container; no other service has the same'),
  limits: z
    .strictObject({
      cpus: z.number().min(0.05).default(1).describe('CPU time that it may take, in cores'),
      memoryMiB: z.int().min(64).default(256).describe('Memory that it may take, in MiB'),
      processes: z.int().min(16).default(128).describe('Processes and threads that it may have at once'),
    })
    .prefault({})
    .describe('What a container of it may take at most'),
  requests: z
    .strictObject({
      cpus: z.number().min(0.005).default(0.1).describe('CPU time that is kept free for it, in cores'),
      memoryMiB: z.int().min(16).default(128).describe('Memory that is kept free for it, in MiB'),
    })
    .prefault({})
    .describe('What a scheduler counts a container of it as; `slipway size` measures it'),
  replicas: z
    .strictObject({
      min: z.int().min(1).default(1).describe('How many run at least'),
      max: z.int().min(1).default(1).describe('How many may run where the platform scales by load'),
    })
    .refine(({ min, max }) => min <= max, { error: 'expected max to be at least min' })
    .prefault({})
    .describe('How many run at once'),
  slo: z
    .strictObject({
      availabilityPercent: z
        .number()
        .gt(0)
        .lt(100)
        .describe('Share of requests that get an answer which is not an error of ours, in percent'),
      latencyMillis: z.int().min(1).describe('Time within which `latencyPercent` of the answers come, in ms'),
      latencyPercent: z.number().gt(0).lt(100).describe('Share of answers that come in time, in percent'),
      windowDays: z.int().min(1).max(90).default(28).describe('Days over which both are judged'),
    })
    .optional()
    .describe('What its callers may count on; alerts follow from it'),
  state: z.boolean().default(false).describe('Whether it keeps state in a folder of its own'),
  database: z.boolean().default(false).describe('Whether it can keep that state in PostgreSQL instead'),
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
