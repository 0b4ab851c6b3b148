import { parseQuantity, selects, workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, listOf, textOf } from '@slipway/deploy-plan';
import { ofServices } from './lifecycle.ts';
import { at, type Rule } from './rule.ts';

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

export const resources: Rule = {
  promise:
    'gives every container requests and limits of CPU, memory and disk, and Node’s heap room in its limit',
  find: ({ manifests }) =>
    workloadsIn(manifests).flatMap(({ name, podSpec }) =>
      listOf(podSpec, 'containers').flatMap((container) => {
        const amount = (kind: string, resource: string) =>
          parseQuantity(fieldOf(container, 'resources', kind, resource));
        const options = listOf(container, 'env').find((one) => textOf(one, 'name') === 'NODE_OPTIONS');
        const heap = Number(/--max-old-space-size=(\d+)/.exec(textOf(options, 'value') ?? '')?.[1] ?? 0);
        return at(`${name}, container ${textOf(container, 'name')}`, [
          ...RESOURCES.map(
            (resource) =>
              !(
                amount('requests', resource) > 0 && amount('requests', resource) <= amount('limits', resource)
              ) && `has no request of ${resource} within a limit`,
          ),
          heap * 2 ** 20 > 0.75 * amount('limits', 'memory') && 'has a heap that does not fit its memory',
        ]);
      }),
    ),
};

/** Two that set the number of replicas undo each other's work. */
export const replicas: Rule = {
  promise:
    'leaves the number of replicas to the autoscaler where there is one, and every autoscaler finds its service',
  find: ({ manifests }) =>
    manifests
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .flatMap((autoscaler) => {
        const target = workloadsIn(manifests).find(
          ({ name }) => name === textOf(autoscaler, 'spec', 'scaleTargetRef', 'name'),
        );
        return at(`HorizontalPodAutoscaler ${autoscaler.metadata.name}`, [
          target === undefined && 'has no target',
          target !== undefined &&
            fieldOf(target.manifest, 'spec', 'replicas') !== undefined &&
            'has a target with a fixed number of replicas',
          !(
            Number(fieldOf(autoscaler, 'spec', 'minReplicas')) <=
            Number(fieldOf(autoscaler, 'spec', 'maxReplicas'))
          ) && 'has more replicas at least than at most',
        ]);
      }),
};

export const budgets: Rule = {
  promise: 'lets evictions take one replica of a service at a time, and never none',
  find: ({ manifests, services }) =>
    ofServices({ manifests, services }).flatMap(({ name, podLabels }) => {
      const found = manifests.filter(
        ({ kind, spec }) => kind === 'PodDisruptionBudget' && selects(fieldOf(spec, 'selector'), podLabels),
      );
      return at(name, [
        found.length !== 1 && `has ${found.length} PodDisruptionBudgets`,
        ...found.map(
          ({ spec }) => fieldOf(spec, 'maxUnavailable') !== 1 && 'has a budget other than one at a time',
        ),
      ]);
    }),
};
