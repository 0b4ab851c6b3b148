import { createCallDurations } from '@slipway/inference-client';
import { createModelMetrics } from '@slipway/inference-metrics';
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
  const models = registryOf(createModelMetrics);
  const calls = registryOf(createCallDurations);
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
    '`http_route` is the pattern of the route, never the path, and `unmatched` where there is none. A client that left counts with status 499.',
    '',
    '## Models, on model servers; ensembles, on the gateway',
    '',
    describe(models),
    '',
    '`outcome` is `success`, `rejected` (the request was at fault), `cancelled` (deadline over or client gone) or `failed`. `queue` and `compute` durations, batch rows, load time, readiness and digest are filled by model servers only.',
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

function describe(registry: Registry): string {
  const metrics = registry.getMetricsAsArray() as unknown as readonly Described[];
  const rows = metrics.map(({ name, type, labelNames, help }) => [
    code(name),
    type,
    labelNames.map(code).join(', '),
    help,
  ]);
  return table(['name', 'type', 'labels', 'meaning'], rows);
}
