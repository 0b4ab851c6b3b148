import type { ServiceDeclaration } from '@slipway/deploy-declaration';

/** What the configuration needs to know beyond the declarations. */
export interface PrometheusOptions {
  /** The audience that a token for a service must have. */
  readonly audienceOf: (service: string) => string;
  /** The name by which DNS answers with every instance of a service; the service's own where absent. */
  readonly hostOf?: (service: string) => string;
  readonly tokenUrl: string;
  /** Where the secret of the client `prometheus` lies in the container. */
  readonly secretFile: string;
  readonly ruleFiles: readonly string[];
  /** Files that name Alertmanagers and the environment that alerts come from; alerts go nowhere where absent. */
  readonly alerting?: { readonly files: readonly string[]; readonly namespace: string };
}

/** Prometheus's own client of the token service. */
export const PROMETHEUS_CLIENT = 'prometheus';
export const METRICS_SCOPE = 'metrics:read';
/** How often Prometheus asks each instance, and how long it waits for the answer. */
export const SCRAPE = { interval: '5s', timeout: '4s' } as const;

/**
 * A scrape job for each declared service: its instances are found by DNS, so that one more is seen within seconds, and
 * each job asks for tokens that count at that service alone.
 */
export function prometheusConfig(
  services: readonly ServiceDeclaration[],
  { audienceOf, hostOf = (service) => service, tokenUrl, secretFile, ruleFiles, alerting }: PrometheusOptions,
): Record<string, unknown> {
  return {
    global: {
      scrape_interval: SCRAPE.interval,
      scrape_timeout: SCRAPE.timeout,
      evaluation_interval: '5s',
      // An Alertmanager that hears of several environments would take their alerts for one.
      ...(alerting && { external_labels: { namespace: alerting.namespace } }),
    },
    ...(alerting && { alerting: { alertmanagers: [{ file_sd_configs: [{ files: alerting.files }] }] } }),
    rule_files: ruleFiles,
    scrape_configs: services.map(({ name, ports }) => ({
      job_name: name,
      dns_sd_configs: [{ names: [hostOf(name)], type: 'A', port: ports.http, refresh_interval: '5s' }],
      oauth2: {
        client_id: PROMETHEUS_CLIENT,
        client_secret_file: secretFile,
        token_url: tokenUrl,
        scopes: [METRICS_SCOPE],
        endpoint_params: { resource: audienceOf(name) },
      },
    })),
  };
}
