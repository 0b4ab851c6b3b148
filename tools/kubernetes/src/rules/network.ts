import { openEdges, selects, workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { at, type Rule } from './rule.ts';

const policiesIn = (manifests: readonly Manifest[]) =>
  manifests.filter(({ kind }) => kind === 'NetworkPolicy');

export const defaultDeny: Rule = {
  promise: 'denies every Pod everything, in and out, before it opens anything; and opens the cluster’s DNS',
  find: ({ manifests }) => {
    const policies = policiesIn(manifests);
    const denies = policies.some(
      ({ spec }) =>
        JSON.stringify(fieldOf(spec, 'podSelector')) === '{}' &&
        listOf(spec, 'policyTypes').length === 2 &&
        listOf(spec, 'ingress').length + listOf(spec, 'egress').length === 0,
    );
    const withoutDns = workloadsIn(manifests).filter(
      ({ podLabels }) =>
        !policies.some(
          ({ spec }) =>
            selects(fieldOf(spec, 'podSelector'), podLabels) && listOf(spec, 'egress').some(isDns),
        ),
    );
    return [
      ...(denies ? [] : ['no policy denies everything']),
      ...withoutDns.map(({ name }) => `${name}: cannot ask DNS`),
    ];
  },
};

const isDns = (rule: unknown): boolean =>
  ['UDP', 'TCP'].every((protocol) =>
    listOf(rule, 'ports').some(
      (port) => textOf(port, 'protocol') === protocol && fieldOf(port, 'port') === 53,
    ),
  ) &&
  listOf(rule, 'to').every((peer) => textOf(peer, 'podSelector', 'matchLabels', 'k8s-app') === 'kube-dns');

/** A call opens the port that is declared, at both ends; anything else between two services is closed. */
export const declaredEdges: Rule = {
  promise: 'opens every declared call at both ends, and no other between two services',
  find: ({ manifests, services }) => {
    const declared = services.flatMap(({ name, calls }) =>
      calls.map((call) =>
        edge(name, call.service, services.find((one) => one.name === call.service)!.ports.http),
      ),
    );
    const names = new Set(services.map(({ name }) => name));
    const open = openEdges(manifests)
      .filter(({ from, to }) => names.has(from) && names.has(to))
      .map(({ from, to, port }) => edge(from, to, port));
    return [
      ...declared.filter((one) => !open.includes(one)).map((one) => `${one}: is declared and closed`),
      ...open.filter((one) => !declared.includes(one)).map((one) => `${one}: is open and not declared`),
    ];
  },
};

const edge = (from: string, to: string, port: number): string => `${from} → ${to}:${port}`;

/** The database, observers and whoever else is not a declared service: who may be connected to, and by whom. */
const OF_COMPONENTS: readonly RegExp[] = [
  /^auth → postgres$/,
  /^(?:[\w-]+) → collector$/,
  /^prometheus → [\w-]+$/,
  /^collector → jaeger$/,
  /^load → gateway$/,
];

export const edgesOfComponents: Rule = {
  promise: 'opens to databases and observers what they are for',
  find: ({ manifests, services }) => {
    const names = new Set(services.map(({ name }) => name));
    const open = openEdges(manifests)
      .filter(({ from, to }) => !(names.has(from) && names.has(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    return [...new Set(open)]
      .filter((one) => !OF_COMPONENTS.some((known) => known.test(one)))
      .map((one) => `${one}: is open, and no component is known to need it`);
  },
};

/** Nobody is let in from everywhere by mistake. */
export const namedPeers: Rule = {
  promise: 'names the peers of everything that it opens',
  find: ({ manifests }) =>
    policiesIn(manifests).flatMap(({ metadata, spec }) =>
      at(`NetworkPolicy ${metadata.name}`, [
        ...listOf(spec, 'ingress').map((rule) => listOf(rule, 'from').length === 0 && 'lets everybody in'),
        ...listOf(spec, 'egress').map((rule) => listOf(rule, 'to').length === 0 && 'lets out to everybody'),
        ...[...listOf(spec, 'ingress'), ...listOf(spec, 'egress')].map(
          (rule) => listOf(rule, 'ports').length === 0 && 'opens every port',
        ),
      ]),
    ),
};
