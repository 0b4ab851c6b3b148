import { budgets, replicas, resources } from './rules/capacity.ts';
import { confinedContainers, confinedPods } from './rules/confinement.ts';
import { labels, minimalSelectors, ownAccount } from './rules/identity.ts';
import { graceful, probes, rollouts } from './rules/lifecycle.ts';
import { declaredEdges, defaultDeny, edgesOfComponents, namedPeers } from './rules/network.ts';
import type { Rule } from './rules/rule.ts';
import { namespace, pinnedImages, references, services } from './rules/wiring.ts';

/** Everything that is promised about built overlays. */
export const rules: Readonly<Record<string, Rule>> = {
  ownAccount,
  labels,
  minimalSelectors,
  confinedPods,
  confinedContainers,
  probes,
  rollouts,
  graceful,
  resources,
  replicas,
  budgets,
  defaultDeny,
  declaredEdges,
  edgesOfComponents,
  namedPeers,
  pinnedImages,
  references,
  services,
  namespace,
};
