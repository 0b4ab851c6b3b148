import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import {
  CLIENT_KEY,
  clientSecret,
  HTTP,
  metadataOf,
  OF_THE_SYSTEM,
  selectorOf,
} from '@slipway/deploy-kubernetes';
import { METRICS_SCOPE, PROMETHEUS_CLIENT, SCRAPE, type PrometheusOptions } from '../prometheus-config.ts';
import type { AlertingRule, RecordingRule, RuleFile } from '../rule.ts';

const API_VERSION = 'monitoring.coreos.com/v1';
/** Kustomize puts the overlay's namespace in its place. */
const NAMESPACE = 'namespace';
const CLIENT = clientSecret(PROMETHEUS_CLIENT);
/** The operator reads the name of a client from an object as well, where its key is this. */
const ID_KEY = 'id';

/** The name of the client, beside the Secret with what it proves itself by. */
export const client = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: CLIENT, labels: OF_THE_SYSTEM },
  data: { [ID_KEY]: PROMETHEUS_CLIENT },
};

/** Every pod of a service as a target of the job that is called like it, with tokens that count there alone. */
export const podMonitor = (
  service: ServiceDeclaration,
  { audienceOf, tokenUrl }: Pick<PrometheusOptions, 'audienceOf' | 'tokenUrl'>,
) => ({
  apiVersion: API_VERSION,
  kind: 'PodMonitor',
  metadata: metadataOf(service),
  spec: {
    jobLabel: 'app.kubernetes.io/name',
    selector: { matchLabels: selectorOf(service.name) },
    podMetricsEndpoints: [
      {
        port: HTTP,
        interval: SCRAPE.interval,
        scrapeTimeout: SCRAPE.timeout,
        oauth2: {
          clientId: { configMap: { name: CLIENT, key: ID_KEY } },
          clientSecret: { name: CLIENT, key: CLIENT_KEY },
          tokenUrl: fromElsewhere(tokenUrl),
          scopes: [METRICS_SCOPE],
          endpointParams: { resource: audienceOf(service.name) },
        },
      },
    ],
  },
});

/** The same address for who asks from another namespace. */
function fromElsewhere(address: string): string {
  const url = new URL(address);
  url.hostname += `.${NAMESPACE}.svc`;
  return url.href;
}

/** The rules of these files, each of which looks at its own namespace alone: one Prometheus may watch several. */
export const prometheusRule = (files: readonly RuleFile[]) => ({
  apiVersion: API_VERSION,
  kind: 'PrometheusRule',
  metadata: { name: 'slipway', labels: OF_THE_SYSTEM },
  spec: {
    groups: files
      .flatMap(({ groups }) => groups)
      .map(({ name, rules }) => ({ name, rules: rules.map(inNamespace) })),
  },
});

const inNamespace = (rule: RecordingRule | AlertingRule) => ({ ...rule, expr: narrowed(rule.expr) });

/**
 * A number gets the namespace, what is read from series is kept where it has it. Single quotes stand around the name and
 * nowhere else, so that Kustomize finds its place in every expression.
 */
function narrowed(expr: string): string {
  const number = /^vector\([\d.]+\)/;
  return number.test(expr)
    ? expr.replace(number, (vector) => labelled(vector))
    : `(${expr})\nand on (namespace) ${labelled('vector(1)')}`;
}

const labelled = (vector: string): string => `label_replace(${vector}, "namespace", '${NAMESPACE}', "", "")`;
