import { outcomeOf, type RequestMetrics } from '@slipway/inference-metrics';
import { requestRows, type InferRequest } from '@slipway/inference-protocol';
import {
  describeConfig,
  describeTensors,
  unknownModel,
  type InferenceService,
  type ModelMetadata,
  type ModelReference,
  type RequestScope,
} from '@slipway/inference-rest';
import { fail, ok } from '@slipway/service-problem';
import { inBranches } from './branches.ts';
import { checkOutputs } from './check-outputs.ts';
import type { Ensemble } from './ensembles.ts';
import { inferEnsemble } from './infer-ensemble.ts';
import { createModelQuestions } from './model-questions.ts';
import { ownQuestion } from './own-question.ts';
import { createSignatureCache } from './signature-cache.ts';
import type { Upstream } from './upstreams.ts';

export interface GatewayDependencies {
  readonly version: string;
  readonly ensembles: ReadonlyMap<string, Ensemble>;
  readonly upstreams: readonly Upstream[];
  readonly metrics: RequestMetrics;
  readonly ready: () => boolean;
}

/** Ensembles and the models behind them, all as models of the Open Inference Protocol. */
export function createGatewayService({
  version,
  ensembles,
  upstreams,
  metrics,
  ready,
}: GatewayDependencies): InferenceService {
  const serving = new Map(upstreams.flatMap((upstream) => upstream.models.map((model) => [model, upstream])));
  const questions = createModelQuestions(serving);
  const signatures = createSignatureCache((reference) => questions.metadata(reference, ownQuestion()));
  const unknown = (reference: ModelReference) => fail('unknown-model', unknownModel(reference));

  const ensembleOf = ({ name, version: asked }: ModelReference): Ensemble | undefined => {
    const found = ensembles.get(name);
    return asked === undefined || asked === found?.definition.version ? found : undefined;
  };

  async function isQuorumReady({ definition }: Ensemble, scope: RequestScope): Promise<boolean> {
    const states = await inBranches(scope, Infinity, (branches) =>
      Promise.all(
        definition.members.map((member) =>
          questions.modelReady({ name: member.model, version: member.version }, branches),
        ),
      ),
    );
    return states.filter((state) => state.ok && state.value).length >= definition.quorum;
  }

  async function inferMeasured(ensemble: Ensemble, request: InferRequest, scope: RequestScope) {
    const startedAt = performance.now();
    const rows = requestRows(request);
    metrics.started(ensemble.definition, rows);
    const answer = await inferEnsemble(ensemble, request, scope, (model) => serving.get(model)!);
    const requestSeconds = (performance.now() - startedAt) / 1000;
    const partial = answer.ok && answer.value.parameters?.partial === true;
    metrics.finished(ensemble.definition, { outcome: outcomeOf(answer), rows, requestSeconds, partial });
    return answer;
  }

  return {
    name: 'gateway',
    version,
    extensions: ['statistics', 'model_configuration'],
    ready,
    models: () => [...ensembles.keys(), ...serving.keys()],
    metadata: async (reference, scope) => {
      const ensemble = ensembleOf(reference);
      return ensemble ? ok(describe(ensemble)) : questions.metadata(reference, scope);
    },
    modelReady: async (reference, scope) => {
      const ensemble = ensembleOf(reference);
      return ensemble ? ok(await isQuorumReady(ensemble, scope)) : questions.modelReady(reference, scope);
    },
    config: async (reference, scope) => {
      const ensemble = ensembleOf(reference);
      return ensemble
        ? ok(describeConfig(ensemble.definition, 'ensemble'))
        : questions.config(reference, scope);
    },
    statistics: async (reference, scope) => {
      const ensemble = ensembleOf(reference);
      return ensemble
        ? ok([metrics.statistics(ensemble.definition)])
        : questions.statistics(reference, scope);
    },
    allStatistics: async (scope) => {
      const own = [...ensembles.values()].map(({ definition }) => metrics.statistics(definition));
      const others = await inBranches(scope, Infinity, (branches) =>
        Promise.all([...serving.keys()].map((name) => questions.statistics({ name }, branches))),
      );
      return ok([...own, ...others.flatMap((answer) => (answer.ok ? answer.value : []))]);
    },
    infer: async (reference, request, scope) => {
      const ensemble = ensembleOf(reference);
      if (ensemble) return inferMeasured(ensemble, request, scope);
      const upstream = serving.get(reference.name);
      if (upstream === undefined) return unknown(reference);
      const call = { model: reference.name, version: reference.version, request };
      const answer = await upstream.infer(call, scope);
      if (!answer.ok) return answer.problem.code === 'unknown-model' ? unknown(reference) : answer;
      const declared = await signatures.of(reference, scope.signal);
      return declared === undefined ? answer : checkOutputs(answer.value, declared, request);
    },
  };
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
