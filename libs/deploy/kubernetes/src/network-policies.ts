import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { HTTP, metadataOf, OF_THE_SYSTEM, PART_OF, selectorOf } from './names.ts';

const API_VERSION = 'networking.k8s.io/v1';
const DNS_PORTS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

/** Nothing may connect to anything; every other policy opens one thing. */
export const defaultDeny = {
  apiVersion: API_VERSION,
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', labels: OF_THE_SYSTEM },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

/** Every pod of the system may ask the cluster's DNS. */
export const allowDns = {
  apiVersion: API_VERSION,
  kind: 'NetworkPolicy',
  metadata: { name: 'allow-dns', labels: OF_THE_SYSTEM },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/part-of': PART_OF } },
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: DNS_PORTS,
      },
    ],
  },
};

/** The declared edges of one service in both directions: who may call it, and whom it may call. */
export function edgesPolicy(service: ServiceDeclaration, services: readonly ServiceDeclaration[]) {
  const callers = services.filter(({ calls }) => calls.some((call) => call.service === service.name));
  const called = services.filter(({ name }) => service.calls.some((call) => call.service === name));
  return {
    apiVersion: API_VERSION,
    kind: 'NetworkPolicy',
    metadata: metadataOf(service),
    spec: {
      podSelector: { matchLabels: selectorOf(service.name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: callers.map(({ name }) => ({
        from: [{ podSelector: { matchLabels: selectorOf(name) } }],
        ports: [{ protocol: 'TCP', port: HTTP }],
      })),
      egress: called.map(({ name, ports }) => ({
        to: [{ podSelector: { matchLabels: selectorOf(name) } }],
        ports: [{ protocol: 'TCP', port: ports.http }],
      })),
    },
  };
}
