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
}

/** Prometheus's own client of the token service. */
export const PROMETHEUS_CLIENT = 'prometheus';

/**
 * A scrape job for each declared service: its instances are found by DNS, so that one more is seen within seconds, and
 * each job asks for tokens that count at that service alone.
 */
export function prometheusConfig(
  services: readonly ServiceDeclaration[],
  { audienceOf, hostOf = (service) => service, tokenUrl, secretFile, ruleFiles }: PrometheusOptions,
): Record<string, unknown> {
  return {
    global: { scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: '5s' },
    rule_files: ruleFiles,
    scrape_configs: services.map(({ name, ports }) => ({
      job_name: name,
      dns_sd_configs: [{ names: [hostOf(name)], type: 'A', port: ports.http, refresh_interval: '5s' }],
      oauth2: {
        client_id: PROMETHEUS_CLIENT,
        client_secret_file: secretFile,
        token_url: tokenUrl,
        scopes: ['metrics:read'],
        endpoint_params: { resource: audienceOf(name) },
      },
    })),
  };
}
