import { fieldOf, listOf, numberOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { selects } from './selector.ts';
import { workloadsIn, type Workload } from './workloads.ts';

/** A port of one workload that another may connect to, by NetworkPolicy. */
export interface OpenEdge {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

type Direction = 'Ingress' | 'Egress';

interface Peer {
  readonly workload: Workload;
  readonly port: { readonly name?: string; readonly number: number };
}

/**
 * Every pair of workloads of one namespace, and port, that both the caller's policies and the called one's let through.
 * Peers by address count as nobody: Pods have none before they run.
 */
export function openEdges(manifests: readonly Manifest[]): readonly OpenEdge[] {
  const workloads = workloadsIn(manifests);
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  return workloads.flatMap((from) =>
    workloads
      .filter((to) => to !== from)
      .flatMap((to) =>
        portsOf(to)
          .filter(
            (port) =>
              isOpen(policies, { of: from, direction: 'Egress', peer: to, port }) &&
              isOpen(policies, { of: to, direction: 'Ingress', peer: from, port }),
          )
          .map(({ number }) => ({ from: from.name, to: to.name, port: number })),
      ),
  );
}

export const portsOf = ({ container }: Workload): readonly Peer['port'][] =>
  listOf(container, 'ports').map((port) => {
    const name = textOf(port, 'name');
    return { ...(name !== undefined && { name }), number: numberOf(port, 'containerPort') ?? 0 };
  });

interface Question {
  readonly of: Workload;
  readonly direction: Direction;
  readonly peer: Workload;
  /** Always one of the called. */
  readonly port: Peer['port'];
}

function isOpen(policies: readonly Manifest[], { of, direction, peer, port }: Question): boolean {
  const applying = policies.filter(
    ({ spec }) =>
      listOf(spec, 'policyTypes').includes(direction) && selects(fieldOf(spec, 'podSelector'), of.podLabels),
  );
  if (applying.length === 0) return true;
  const [rules, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  return applying
    .flatMap(({ spec }) => listOf(spec, rules))
    .some((rule) => takesPeer(listOf(rule, peers), peer) && takesPort(listOf(rule, 'ports'), port));
}

/** A rule without peers is for everybody. */
const takesPeer = (peers: readonly unknown[], { podLabels }: Workload): boolean =>
  peers.length === 0 ||
  peers.some(
    (peer) =>
      fieldOf(peer, 'namespaceSelector') === undefined && selects(fieldOf(peer, 'podSelector'), podLabels),
  );

const takesPort = (ports: readonly unknown[], { name, number }: Peer['port']): boolean =>
  ports.length === 0 ||
  ports.some((port) => {
    const wanted = fieldOf(port, 'port');
    const last = numberOf(port, 'endPort');
    if (typeof wanted === 'number' && last !== undefined) return number >= wanted && number <= last;
    return wanted === undefined || wanted === number || wanted === name;
  });
