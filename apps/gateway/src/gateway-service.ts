import { outcomeOf, type ModelMetrics, type ModelStatistics } from '@slipway/inference-metrics';
import { requestRows, type InferRequest } from '@slipway/inference-protocol';
import {
  describeConfig,
  describeTensors,
  unknownModel,
  type InferContext,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
} from '@slipway/inference-rest';
import { fail, ok, type Result } from '@slipway/service-problem';
import { checkOutputs } from './check-outputs.ts';
import { inferEnsemble } from './infer-ensemble.ts';
import type { Ensemble } from './ensembles.ts';
import { createSignatureCache } from './signature-cache.ts';
import type { Upstream } from './upstreams.ts';

export interface GatewayDependencies {
  readonly version: string;
  readonly ensembles: ReadonlyMap<string, Ensemble>;
  readonly upstreams: readonly Upstream[];
  readonly metrics: ModelMetrics;
  readonly ready: () => boolean;
}

/** How long the gateway waits for what a model service says of itself. */
const QUESTION_TIMEOUT_MILLIS = 2_000;

/** Ensembles and the models behind them, all as models of the Open Inference Protocol. */
export function createGatewayService({
  version,
  ensembles,
  upstreams,
  metrics,
  ready,
}: GatewayDependencies): InferenceService {
  const serving = new Map(upstreams.flatMap((upstream) => upstream.models.map((model) => [model, upstream])));
  const unknown = (reference: ModelReference) => fail('unknown-model', unknownModel(reference));

  const ensembleOf = ({ name, version: asked }: ModelReference): Ensemble | undefined => {
    const found = ensembles.get(name);
    return asked === undefined || asked === found?.definition.version ? found : undefined;
  };
  /** What the model service itself answers to the same question. */
  const ask = async <T>(
    reference: ModelReference,
    suffix: string,
    signal?: AbortSignal,
  ): Promise<Result<T>> => {
    const upstream = serving.get(reference.name);
    if (upstream === undefined) return unknown(reference);
    const versioned =
      reference.version === undefined ? '' : `/versions/${encodeURIComponent(reference.version)}`;
    const path = `/v2/models/${encodeURIComponent(reference.name)}${versioned}${suffix}`;
    const answer = await upstream.get(
      path,
      AbortSignal.any([AbortSignal.timeout(QUESTION_TIMEOUT_MILLIS), ...(signal ? [signal] : [])]),
    );
    if (answer.ok) return ok(answer.value as T);
    return answer.problem.code === 'unknown-model' ? unknown(reference) : answer;
  };
  const signatures = createSignatureCache((reference, signal) => ask<ModelMetadata>(reference, '', signal));
  const isReady = async (reference: ModelReference): Promise<boolean> => {
    const answer = await ask<{ ready?: boolean }>(reference, '/ready');
    return answer.ok && answer.value.ready === true;
  };

  return {
    name: 'gateway',
    version,
    extensions: ['statistics', 'model_configuration'],
    ready,
    models: () => [...ensembles.keys(), ...serving.keys()],
    metadata: async (reference) => {
      const ensemble = ensembleOf(reference);
      return ensemble ? ok(describe(ensemble)) : ask<ModelMetadata>(reference, '');
    },
    modelReady: async (reference) => {
      const ensemble = ensembleOf(reference);
      if (ensemble === undefined) {
        const answer = await ask<{ ready?: boolean }>(reference, '/ready');
        if (!answer.ok && answer.problem.code === 'unknown-model') return answer;
        return ok(answer.ok && answer.value.ready === true);
      }
      const { members, quorum } = ensemble.definition;
      const states = await Promise.all(
        members.map(({ model, version: pinned }) => isReady({ name: model, version: pinned })),
      );
      return ok(states.filter(Boolean).length >= quorum);
    },
    config: async (reference) => {
      const ensemble = ensembleOf(reference);
      return ensemble ? ok(describeConfig(ensemble.definition, 'ensemble')) : ask(reference, '/config');
    },
    statistics: async (reference) => {
      const own = [...ensembles.values()].map(({ definition }) => metrics.statistics(definition));
      if (reference === undefined) {
        const others = await Promise.all(
          [...serving.keys()].map((name) =>
            ask<{ model_stats: readonly ModelStatistics[] }>({ name }, '/stats'),
          ),
        );
        return ok([...own, ...others.flatMap((answer) => (answer.ok ? answer.value.model_stats : []))]);
      }
      const ensemble = ensembleOf(reference);
      if (ensemble) return ok([metrics.statistics(ensemble.definition)]);
      const answer = await ask<{ model_stats: [] }>(reference, '/stats');
      return answer.ok ? ok(answer.value.model_stats) : answer;
    },
    infer: async (reference, request, context) => {
      const ensemble = ensembleOf(reference);
      if (ensemble) return measured(ensemble, request, context);
      const upstream = serving.get(reference.name);
      if (upstream === undefined) return unknown(reference);
      const call = { model: reference.name, version: reference.version, request };
      const answer = await upstream.infer(call, context);
      if (!answer.ok) return answer.problem.code === 'unknown-model' ? unknown(reference) : answer;
      const declared = await signatures.of(reference, context.signal);
      return declared === undefined ? answer : checkOutputs(answer.value, declared, request);
    },
  };

  async function measured(ensemble: Ensemble, request: InferRequest, context: InferContext) {
    const startedAt = performance.now();
    const rows = requestRows(request);
    metrics.started(ensemble.definition, rows);
    const answer = await inferEnsemble(ensemble, request, context, (model) => serving.get(model)!);
    const requestSeconds = (performance.now() - startedAt) / 1000;
    metrics.finished(ensemble.definition, { outcome: outcomeOf(answer), rows, requestSeconds });
    return answer;
  }
}

const describe = ({ definition, digest }: Ensemble): ModelMetadata => ({
  name: definition.name,
  versions: [definition.version],
  platform: 'slipway_ensemble',
  inputs: describeTensors(definition.inputs),
  outputs: describeTensors(definition.outputs),
  parameters: {
    description: definition.description,
    version: definition.version,
    digest,
    strategy: definition.strategy,
    quorum: definition.quorum,
    members: definition.members.map(({ model }) => model).join(','),
  },
});
