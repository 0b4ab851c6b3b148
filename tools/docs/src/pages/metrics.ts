import { observeKeys } from '@slipway/auth-verifier';
import { createCallDurations, createCircuitStates } from '@slipway/inference-client';
import { createModelMetrics, createRequestMetrics } from '@slipway/inference-metrics';
import { observeRequests } from '@slipway/service-http';
import { createTelemetry } from '@slipway/service-telemetry';
import { Registry, type Metric } from 'prom-client';
import { code, referencePage, table, type Page } from '../page.ts';
import { loadFile } from '../workspace.ts';

interface ObserveTokens {
  observeTokens(telemetry: { readonly metrics: Registry; readonly logger: unknown }): unknown;
}

/** What prom-client keeps of a metric but does not declare. */
type Described = Metric & {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
};

/** Registers every metric as the services do and reads the registries: nothing here can be forgotten. */
export async function metricsPage(): Promise<Page> {
  const { observeTokens } = await loadFile<ObserveTokens>('apps/auth/src/observe-tokens.ts');
  const { logger, tracing } = createTelemetry({ name: 'docs', version: '0.0.0' }, { logLevel: 'silent' });
  const server = registryOf((metrics) =>
    observeRequests({ logger, tracing, metrics, shutdown: async () => undefined }),
  );
  const requests = registryOf(createRequestMetrics);
  const models = registryOf(createModelMetrics);
  const keys = registryOf((metrics) => observeKeys({ metrics, logger }));
  const calls = registryOf((metrics) => [createCallDurations(metrics), createCircuitStates(metrics)]);
  const tokens = registryOf((metrics) => observeTokens({ metrics, logger }));
  return referencePage('metrics', "the registries that the services' libraries fill", [
    '# Metrics',
    '',
    '`GET /metrics` of every service, in the text format of Prometheus; the token needs the scope `metrics:read`. All metrics carry the label `service`. Durations are histograms in seconds. Beside those below there are the defaults of prom-client (`process_…`, `nodejs_…`): memory, CPU, event loop lag, garbage collection.',
    '',
    '## Requests, on every service',
    '',
    describe(server),
    '',
    '`http_route` is the pattern of the route, never the path, and `unmatched` where there is none. A client that left counts with status 499. Bytes that are no HTTP request, or come too slowly to become one, count with method `_OTHER`, route `unparsed` and no duration.',
    '',
    '## Models, on model servers; ensembles, on the gateway',
    '',
    describe(requests),
    '',
    '`outcome` is `success`, `rejected` (the request was at fault), `cancelled` (deadline over or client gone) or `failed`.',
    '',
    '## Executions, on model servers',
    '',
    describe(models, requests),
    '',
    '## Keys, on services that verify tokens with the keys of another',
    '',
    describe(keys),
    '',
    '`outcome` is `ok`, or why there are no new keys: `unreachable`, `timeout`, `too-large`, `not-json`, `bad-status`, `no-usable-key`.',
    '',
    '## Calls from the gateway to model services',
    '',
    describe(calls),
    '',
    '`outcome` is `ok` or the [code](errors.md) of the problem.',
    '',
    '## Token requests, on the token service',
    '',
    describe(tokens),
    '',
    '`outcome` is `issued`, `failed` or the error of OAuth 2.',
  ]);
}

function registryOf(fill: (registry: Registry) => unknown): Registry {
  const registry = new Registry();
  fill(registry);
  return registry;
}

/** What a registry holds, apart from what another one holds as well. */
function describe(registry: Registry, apart = new Registry()): string {
  const metrics = registry.getMetricsAsArray() as unknown as readonly Described[];
  const own = metrics.filter(({ name }) => apart.getSingleMetric(name) === undefined);
  const rows = own.map(({ name, type, labelNames, help }) => [
    code(name),
    type,
    labelNames.map(code).join(', '),
    help,
  ]);
  return table(['name', 'type', 'labels', 'meaning'], rows);
}
