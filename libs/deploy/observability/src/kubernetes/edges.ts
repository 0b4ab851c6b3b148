import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { HTTP, metadataOf, OF_THE_SYSTEM, selectorOf } from '@slipway/deploy-kubernetes';
import { COLLECTOR, OTLP_PORT, PROMETHEUS } from './names.ts';

/** What a service's observers open of it: Prometheus may ask it, and it may send spans to the collector. */
export const observedEdges = (service: ServiceDeclaration) => ({
  ...head({ ...metadataOf(service), name: `${service.name}-observers` }),
  spec: {
    podSelector: { matchLabels: selectorOf(service.name) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [pods(PROMETHEUS)], ports: [tcp(HTTP)] }],
    egress: [{ to: [pods(COLLECTOR)], ports: [tcp(OTLP_PORT)] }],
  },
});

/** Prometheus asks every service, and nothing else; nobody in the cluster asks Prometheus. */
export const prometheusEdges = (services: readonly ServiceDeclaration[]) => ({
  ...head(observer(PROMETHEUS)),
  spec: {
    podSelector: { matchLabels: selectorOf(PROMETHEUS) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [],
    egress: services.map(({ name, ports }) => ({ to: [pods(name)], ports: [tcp(ports.http)] })),
  },
});

/** The collector takes spans of every service; where they go on to is opened by what takes them. */
export const collectorEdges = (services: readonly ServiceDeclaration[]) => ({
  ...head(observer(COLLECTOR)),
  spec: {
    podSelector: { matchLabels: selectorOf(COLLECTOR) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: services.map(({ name }) => pods(name)), ports: [tcp(OTLP_PORT)] }],
    egress: [],
  },
});

const head = (metadata: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
});

const observer = (name: string) => ({
  name,
  labels: { ...selectorOf(name), 'app.kubernetes.io/component': 'observability', ...OF_THE_SYSTEM },
});

const pods = (name: string) => ({ podSelector: { matchLabels: selectorOf(name) } });

const tcp = (port: string | number) => ({ protocol: 'TCP', port });
