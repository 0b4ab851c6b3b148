import type { ModelStatistics } from '@slipway/inference-metrics';
import {
  unknownModel,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
  type RequestScope,
} from '@slipway/inference-rest';
import { fail, ok, type Result } from '@slipway/service-problem';
import type { Upstream } from './upstreams.ts';

/** What is asked about models, apart from inferring. */
export type ModelQuestions = Pick<InferenceService, 'metadata' | 'modelReady' | 'config' | 'statistics'>;

/** Asks the model services themselves; what they answer is passed on. */
export function createModelQuestions(serving: ReadonlyMap<string, Upstream>): ModelQuestions {
  const ask = async <T>(
    reference: ModelReference,
    suffix: string,
    scope: RequestScope,
  ): Promise<Result<T>> => {
    const { name, version } = reference;
    const upstream = serving.get(name);
    if (upstream === undefined) return fail('unknown-model', unknownModel(reference));
    const versioned = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
    const answer = await upstream.get(`/v2/models/${encodeURIComponent(name)}${versioned}${suffix}`, scope);
    if (answer.ok) return ok(answer.value as T);
    return answer.problem.code === 'unknown-model' ? fail('unknown-model', unknownModel(reference)) : answer;
  };
  return {
    metadata: (reference, scope) => ask<ModelMetadata>(reference, '', scope),
    config: (reference, scope) => ask(reference, '/config', scope),
    modelReady: async (reference, scope) => {
      const answer = await ask<{ ready?: boolean }>(reference, '/ready', scope);
      if (!answer.ok && answer.problem.code === 'unknown-model') return answer;
      return ok(answer.ok && answer.value.ready === true);
    },
    statistics: async (reference, scope) => {
      const answer = await ask<{ model_stats: readonly ModelStatistics[] }>(reference, '/stats', scope);
      return answer.ok ? ok(answer.value.model_stats) : answer;
    },
  };
}
