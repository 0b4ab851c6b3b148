import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { observabilityFiles, presenceRules, sloRules } from '../index.ts';

const services = [
  { name: 'auth', kind: 'auth', ports: { http: 8090 }, calls: [], models: [] as string[] },
  { name: 'digits', kind: 'model', ports: { http: 8081 }, calls: [], models: ['cnn'] },
] as unknown as ServiceDeclaration[];

const files = observabilityFiles(services, {
  audienceOf: (service) => `urn:${service}`,
  tokenUrl: 'http://auth:8090/oauth2/token',
});
const read = (file: string) => files.get(`k8s/components/observability/${file}`);

const selectorOf = (name: string) => ({
  matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'slipway' },
});

describe('targets on Kubernetes', () => {
  it('are every pod of a service, ready or not, by the name that Prometheus asks DNS for', () => {
    expect(read('targets/digits-pods.yaml')).toMatchObject({
      kind: 'Service',
      metadata: { name: 'digits-pods', labels: { 'app.kubernetes.io/managed-by': 'slipway' } },
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: selectorOf('digits').matchLabels,
      },
    });
    const { scrape_configs: jobs } = read('prometheus/config/prometheus.yaml') as {
      scrape_configs: Record<string, unknown>[];
    };
    expect(jobs.map(({ job_name, dns_sd_configs }) => [job_name, dns_sd_configs])).toEqual([
      ['auth', [{ names: ['auth-pods'], type: 'A', port: 8090, refresh_interval: '5s' }]],
      ['digits', [{ names: ['digits-pods'], type: 'A', port: 8081, refresh_interval: '5s' }]],
    ]);
  });

  it('say what namespace their alerts are of, to the Alertmanagers that an option names', () => {
    expect(read('prometheus/config/prometheus.yaml')).toMatchObject({
      global: { external_labels: { namespace: '${NAMESPACE}' } },
      alerting: {
        alertmanagers: [{ file_sd_configs: [{ files: ['/etc/prometheus/config/alertmanagers.yaml'] }] }],
      },
    });
  });

  it('are all listed for Kustomize', () => {
    for (const folder of ['targets', 'edges']) {
      const { resources } = read(`${folder}/kustomization.yaml`) as { resources: string[] };
      const own = [...files.keys()]
        .filter((file) => file.includes(`/${folder}/`))
        .map((file) => file.split('/').at(-1));
      expect([...resources, 'kustomization.yaml'].sort()).toEqual(own.sort());
    }
  });
});

describe('edges of observers on Kubernetes', () => {
  it('let Prometheus ask a service, let the service reach the collector, and open nothing else', () => {
    expect(read('edges/digits.yaml')).toMatchObject({
      metadata: { name: 'digits-observers' },
      spec: {
        podSelector: selectorOf('digits'),
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [{ podSelector: selectorOf('prometheus') }], ports: [{ protocol: 'TCP', port: 'http' }] },
        ],
        egress: [
          { to: [{ podSelector: selectorOf('collector') }], ports: [{ protocol: 'TCP', port: 4318 }] },
        ],
      },
    });
  });

  it('let Prometheus out to each service at its port, and nobody in', () => {
    const { spec } = read('edges/prometheus.yaml') as { spec: Record<string, unknown> };
    expect(spec.ingress).toEqual([]);
    expect(spec.egress).toEqual([
      { to: [{ podSelector: selectorOf('auth') }], ports: [{ protocol: 'TCP', port: 8090 }] },
      { to: [{ podSelector: selectorOf('digits') }], ports: [{ protocol: 'TCP', port: 8081 }] },
    ]);
  });

  it('let every service, and nothing else, send to the collector', () => {
    const { spec } = read('edges/collector.yaml') as { spec: Record<string, unknown> };
    expect(spec).toMatchObject({
      ingress: [{ from: [{ podSelector: selectorOf('auth') }, { podSelector: selectorOf('digits') }] }],
      egress: [],
    });
  });
});

it('has the same rules on Kubernetes as elsewhere', () => {
  expect(read('prometheus/rules/slo.yaml')).toEqual(sloRules(services));
  expect(read('prometheus/rules/presence.yaml')).toEqual(presenceRules(services));
});
