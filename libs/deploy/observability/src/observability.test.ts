import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { presenceRules, prometheusConfig } from './index.ts';

const services = [
  { name: 'auth', ports: { http: 8090 }, models: [] as string[] },
  { name: 'digits', ports: { http: 8081 }, models: ['cnn', 'mlp'] },
] as ServiceDeclaration[];

describe('presence', () => {
  it('is watched for each service and each model by name', () => {
    const watched = presenceRules(services).groups.flatMap(({ rules }) =>
      rules.map((rule) => ('alert' in rule ? [rule.alert, rule.labels.service, rule.labels.model] : [])),
    );
    expect(watched).toEqual([
      ['ServiceDown', 'auth', undefined],
      ['ServiceDown', 'digits', undefined],
      ['ModelNotReady', 'digits', 'cnn'],
      ['ModelNotReady', 'digits', 'mlp'],
    ]);
  });
});

describe('the configuration of Prometheus', () => {
  it('has a job for each service, found by DNS, with tokens that count there alone', () => {
    const config = prometheusConfig(services, {
      audienceOf: (service) => `urn:${service}`,
      tokenUrl: 'http://auth:8090/oauth2/token',
      secretFile: '/secrets/prometheus',
      ruleFiles: ['rules/*.yaml'],
    }) as { scrape_configs: Record<string, unknown>[] };
    expect(config).not.toHaveProperty('alerting');
    expect(config.scrape_configs.map(({ job_name: job }) => job)).toEqual(['auth', 'digits']);
    expect(config.scrape_configs[1]).toMatchObject({
      dns_sd_configs: [{ names: ['digits'], type: 'A', port: 8081 }],
      oauth2: {
        client_id: 'prometheus',
        client_secret_file: '/secrets/prometheus',
        scopes: ['metrics:read'],
        endpoint_params: { resource: 'urn:digits' },
      },
    });
  });
});
