import { workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, textOf } from '@slipway/deploy-plan';
import { at, type Rule } from './rule.ts';

/** Network and mesh policies go by accounts, and none of them is a key to the API server. */
export const ownAccount: Rule = {
  promise: 'gives every workload an account of its own, whose token is nowhere',
  find: ({ manifests }) =>
    workloadsIn(manifests).flatMap(({ name, podSpec }) => {
      const account = manifests.find(
        ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === name,
      );
      return at(name, [
        textOf(podSpec, 'serviceAccountName') !== name && 'runs under an account of another name',
        fieldOf(podSpec, 'automountServiceAccountToken') !== false && 'its Pods mount a token',
        account === undefined && 'there is no ServiceAccount of its name',
        account !== undefined &&
          account.automountServiceAccountToken !== false &&
          'its account mounts a token',
      ]);
    }),
};

const EVERYWHERE = { 'app.kubernetes.io/part-of': 'slipway', 'app.kubernetes.io/managed-by': 'slipway' };

/** Policies, the component `small` and people find objects by them. */
export const labels: Rule = {
  promise: 'labels every object with the system and the tool, and every workload with its name and component',
  find: ({ manifests }) => [
    ...manifests.flatMap(({ kind, metadata }) =>
      at(
        `${kind} ${metadata.name}`,
        Object.entries(EVERYWHERE).map(
          ([label, value]) => metadata.labels?.[label] !== value && `lacks ${label}`,
        ),
      ),
    ),
    ...workloadsIn(manifests).flatMap(({ name, manifest, podLabels }) =>
      at(
        name,
        [manifest.metadata.labels ?? {}, podLabels].map(
          (found) =>
            (found['app.kubernetes.io/name'] !== name || !found['app.kubernetes.io/component']) &&
            'lacks its name or its component',
        ),
      ),
    ),
  ],
};

const IN_SELECTORS = new Set(['app.kubernetes.io/name', 'app.kubernetes.io/part-of']);

/** A workload's selector can never be changed, so nothing may be in it that could. */
export const minimalSelectors: Rule = {
  promise: 'selects by name and system alone, in workloads, Services and budgets',
  find: ({ manifests }) =>
    manifests.flatMap((manifest) => {
      const selector =
        manifest.kind === 'Service'
          ? fieldOf(manifest, 'spec', 'selector')
          : fieldOf(manifest, 'spec', 'selector', 'matchLabels');
      const odd = Object.keys(selector ?? {}).filter((label) => !IN_SELECTORS.has(label));
      return at(
        `${manifest.kind} ${manifest.metadata.name}`,
        odd.map((label) => `selects by ${label}`),
      );
    }),
};
