import { SpanStatusCode } from '@opentelemetry/api';
import { outcomeOf, type ModelId, type ModelMetrics } from '@slipway/inference-metrics';
import { requestRows, validateRequest, type InferRequest } from '@slipway/inference-protocol';
import {
  describeConfig,
  describeTensors,
  unknownModel,
  type InferenceService,
  type ModelReference,
  type RequestScope,
} from '@slipway/inference-rest';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { Tracing } from '@slipway/service-telemetry';
import type { Executor } from './executor.ts';
import type { ModelRepository } from './repository.ts';
import type { ServedModel } from './served-model.ts';

export interface ModelServiceDependencies {
  readonly name: string;
  readonly version: string;
  readonly repository: ModelRepository;
  readonly execute: Executor;
  readonly metrics: ModelMetrics;
  readonly tracing: Tracing;
  readonly ready: () => boolean;
}

/** The models of a repository behind the Open Inference Protocol. */
export function createModelService(dependencies: ModelServiceDependencies): InferenceService {
  const { name, version, repository, metrics, ready } = dependencies;
  const find = (reference: ModelReference): Result<ServedModel> => {
    const found = repository.find(reference);
    return found === undefined ? fail('unknown-model', unknownModel(reference)) : ok(found);
  };
  return {
    name,
    version,
    extensions: ['statistics', 'model_configuration'],
    ready,
    models: repository.names,
    metadata: async (reference) => {
      const found = find(reference);
      return found.ok ? ok(describe(found.value, repository)) : found;
    },
    modelReady: async (reference) => {
      const found = find(reference);
      return found.ok ? ok(true) : found;
    },
    config: async (reference) => {
      const found = find(reference);
      return found.ok ? ok(describeConfig(found.value.declaration, found.value.platform)) : found;
    },
    allStatistics: async () =>
      ok(
        repository
          .names()
          .flatMap((model) =>
            repository.versions(model).map((served) => metrics.statistics(modelId(served))),
          ),
      ),
    statistics: async (reference) => {
      const found = find(reference);
      return found.ok ? ok([metrics.statistics(modelId(found.value))]) : found;
    },
    infer: async (reference, request, context) => {
      const found = find(reference);
      return found.ok ? inferOn(found.value, request, context, dependencies) : found;
    },
  };
}

async function inferOn(
  model: ServedModel,
  request: InferRequest,
  context: RequestScope,
  { execute, metrics, tracing }: ModelServiceDependencies,
) {
  const startedAt = performance.now();
  const secondsSince = (start: number) => (performance.now() - start) / 1000;
  const { name } = model.declaration;
  const valid = validateRequest(request, model.signature, name);
  const rows = valid.ok ? requestRows(valid.value) : 0;
  const id = modelId(model);
  metrics.started(id, rows);
  if (!valid.ok) {
    metrics.finished(id, { outcome: 'rejected', rows, requestSeconds: secondsSince(startedAt) });
    return valid;
  }
  const attributes = {
    'slipway.model.name': name,
    'slipway.model.version': model.version,
    'slipway.model.rows': rows,
  };
  const span = tracing.tracer.startSpan('execute', { attributes }, context.trace);
  const computeStartedAt = performance.now();
  const answer = await execute(model, valid.value, context);
  const computeSeconds = secondsSince(computeStartedAt);
  if (!answer.ok) span.setStatus({ code: SpanStatusCode.ERROR, message: answer.problem.code });
  span.end();
  const outcome = outcomeOf(answer);
  metrics.finished(id, { outcome, rows, requestSeconds: secondsSince(startedAt), computeSeconds });
  return answer.ok
    ? ok({ modelName: name, modelVersion: model.version, id: request.id, outputs: answer.value })
    : answer;
}

export const modelId = ({ declaration, version }: ServedModel): ModelId => ({
  name: declaration.name,
  version,
});

function describe(
  { declaration, digest, platform, version, model }: ServedModel,
  repository: ModelRepository,
) {
  return {
    name: declaration.name,
    versions: repository.versions(declaration.name).map((served) => served.version),
    platform,
    inputs: describeTensors(declaration.inputs),
    outputs: describeTensors(declaration.outputs),
    parameters: {
      description: declaration.description,
      version,
      digest,
      backend: model.backend,
      card: declaration.card,
    },
  };
}
