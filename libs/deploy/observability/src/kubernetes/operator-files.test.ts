import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { operatorFiles, presenceRules, sloRules, type RuleFile } from '../index.ts';

const services = [
  { name: 'auth', kind: 'auth', ports: { http: 8090 }, calls: [], models: [] as string[] },
  {
    ...{ name: 'digits', kind: 'model', ports: { http: 8081 }, calls: [], models: ['cnn'] },
    slo: { availabilityPercent: 99.9, latencyMillis: 500, latencyPercent: 99, windowDays: 28 },
  },
] as unknown as ServiceDeclaration[];
const byHand: RuleFile = {
  groups: [{ name: 'targets', rules: [{ record: 'failing', expr: 'up == 0' }] }],
};

const files = operatorFiles(services, {
  audienceOf: (service) => `urn:${service}`,
  tokenUrl: 'http://auth:8090/oauth2/token',
  rules: byHand,
});
const read = (file: string) => files.get(`k8s/components/prometheus-operator/objects/${file}.yaml`);
const { groups } = (read('rules') as { spec: RuleFile }).spec;
const rules = groups.flatMap((group) => group.rules);
const HERE = `label_replace(vector(1), "namespace", 'namespace', "", "")`;

describe('targets of an operator’s Prometheus', () => {
  it('are the pods of each service, as the job of its name', () => {
    expect(read('digits')).toMatchObject({
      kind: 'PodMonitor',
      metadata: { name: 'digits', labels: { 'app.kubernetes.io/managed-by': 'slipway' } },
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: {
          matchLabels: { 'app.kubernetes.io/name': 'digits', 'app.kubernetes.io/part-of': 'slipway' },
        },
      },
    });
  });

  it('are asked with tokens that count there alone, got from the namespace that Kustomize names', () => {
    const { spec } = read('digits') as { spec: { podMetricsEndpoints: unknown } };
    expect(spec.podMetricsEndpoints).toEqual([
      {
        port: 'http',
        interval: '5s',
        scrapeTimeout: '4s',
        oauth2: {
          clientId: { configMap: { name: 'client-prometheus', key: 'id' } },
          clientSecret: { name: 'client-prometheus', key: 'secret' },
          tokenUrl: 'http://auth.namespace.svc:8090/oauth2/token',
          scopes: ['metrics:read'],
          endpointParams: { resource: 'urn:digits' },
        },
      },
    ]);
    expect(read('client')).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'client-prometheus' },
      data: { id: 'prometheus' },
    });
  });
});

describe('rules of an operator’s Prometheus', () => {
  it('are all that there are elsewhere', () => {
    const elsewhere = [byHand, presenceRules(services), sloRules(services)].flatMap((file) => file.groups);
    const bare = (all: typeof groups) =>
      all.map(({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, expr: '' })) }));
    expect(bare(groups)).toEqual(bare(elsewhere));
  });

  it('look at their own namespace alone', () => {
    expect(rules[0]!.expr).toBe(`(up == 0)\nand on (namespace) ${HERE}`);
  });

  it('miss what is nowhere in it, whatever there is elsewhere', () => {
    expect(rules[1]!.expr).toBe(`${HERE} unless on (namespace) (up{job="auth"} == 1)`);
  });

  it('name it once each, where Kustomize finds it', () => {
    for (const { expr } of rules) expect(expr.split("'").slice(1, -1)).toEqual(['namespace']);
  });
});
