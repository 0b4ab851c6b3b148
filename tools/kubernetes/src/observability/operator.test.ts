import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestCluster } from '@slipway/deploy-cluster';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { fieldOf, listOf, textOf, type Manifest } from '@slipway/deploy-plan';
import { parse } from 'yaml';
import { root } from '../root.ts';
import { must, run } from '../run.ts';
import { judgeObjects } from '../schemas/judge-objects.ts';
import { knowPrometheusOperator } from '../schemas/know-foreign-kinds.ts';
import { renderOver } from '../testing/render-over.ts';
import { allOf, builder } from '../tools.ts';

const kubectl = await builder();
const PROMETHEUS = 'prom/prometheus:v2.42.0';

const staging = () =>
  renderOver((k8s) => ({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [`${k8s}/overlays/staging`],
    components: [`${k8s}/components/prometheus-operator`],
  }));
const ofKind = (manifests: readonly Manifest[], wanted: string) =>
  manifests.filter(({ kind }) => kind === wanted);
const groupsOf = (manifests: readonly Manifest[]) =>
  ofKind(manifests, 'PrometheusRule').flatMap(({ spec }) => listOf(spec, 'groups'));

describeOn(
  { platform: 'kubernetes', engine: kubectl, env: process.env },
  'staging with the component prometheus-operator',
  () => {
    let manifests: readonly Manifest[];
    beforeAll(async () => {
      manifests = await staging();
    });

    it('asks for tokens as the Prometheus of the component observability does, by the whole name', () => {
      const { scrape_configs: jobs } = parse(
        readFileSync(join(root, 'k8s/components/observability/prometheus/config/prometheus.yaml'), 'utf8'),
      ) as { scrape_configs: readonly { job_name: string; oauth2: Record<string, unknown> }[] };
      expect(
        ofKind(manifests, 'PodMonitor').map(({ metadata, spec }) => {
          const oauth2 = fieldOf(listOf(spec, 'podMetricsEndpoints')[0], 'oauth2');
          const clientId = fieldOf(oauth2, 'clientId', 'configMap');
          const named = manifests.find(
            (one) => one.kind === 'ConfigMap' && one.metadata.name === textOf(clientId, 'name'),
          );
          return {
            job_name: metadata.name,
            client_id: fieldOf(named, 'data', textOf(clientId, 'key')!),
            token_url: fieldOf(oauth2, 'tokenUrl'),
            scopes: fieldOf(oauth2, 'scopes'),
            endpoint_params: fieldOf(oauth2, 'endpointParams'),
          };
        }),
      ).toEqual(
        jobs.map(({ job_name, oauth2: { client_id, token_url, scopes, endpoint_params } }) => ({
          job_name,
          client_id,
          token_url: String(token_url).replace('//auth:', '//auth.slipway-staging.svc:'),
          scopes,
          endpoint_params,
        })),
      );
    });

    it('has rules each of which names its own namespace', () => {
      const rules = groupsOf(manifests).flatMap((group) => listOf(group, 'rules'));
      expect(rules.length).toBeGreaterThan(50);
      expect(rules.filter((rule) => textOf(rule, 'expr')!.split("'")[1] !== 'slipway-staging')).toEqual([]);
    });
  },
);

const cluster = allOf(kubectl, await findTestCluster({ env: process.env }));

describeOn(
  { platform: 'kubernetes', engine: cluster, env: process.env },
  'objects for the Prometheus Operator',
  () => {
    let objects: readonly Manifest[];
    beforeAll(async () => {
      await knowPrometheusOperator();
      objects = (await staging()).filter(({ apiVersion }) => apiVersion === 'monitoring.coreos.com/v1');
    }, 120_000);

    it('are valid by the schemas of its release', async () => {
      const { code, stdout, stderr } = await judgeObjects(objects);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim().split('\n')).toHaveLength(objects.length);
      expect(objects.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['PodMonitor', 'PrometheusRule']),
      );
    });

    it.each([
      ['a client without a key', 'PodMonitor', '"key":"id"', '"kee":"id"', 'kee'],
      ['no place to get tokens at', 'PodMonitor', '"tokenUrl":', '"tokenUri":', 'tokenUrl'],
      ['a time that is none', 'PrometheusRule', '"for":"1m"', '"for":"a minute"', 'for'],
      ['an alert that is misspelled', 'PrometheusRule', '"alert":', '"alarm":', 'alarm'],
    ])('would not be with %s', async (_what, kind, right, wrong, text) => {
      const broken = JSON.stringify(ofKind(objects, kind)[0]).replace(right, wrong);
      const { code, stderr } = await judgeObjects([JSON.parse(broken) as Manifest]);
      expect(code).not.toBe(0);
      expect(stderr).toContain(text);
    });
  },
);

/** Two environments in one Prometheus: staging has its gateway alone, production all but that. */
const seen = {
  rule_files: ['rules.json'],
  evaluation_interval: '30s',
  tests: [
    {
      name: 'staging has lost what production still has',
      interval: '30s',
      input_series: [
        ['up{namespace="slipway-staging",job="gateway",instance="a"}', '1+0x60'],
        ['up{namespace="slipway-staging",job="auth",instance="b"}', '0+0x60'],
        ['up{namespace="slipway-production",job="gateway",instance="c"}', '0+0x60'],
        ['up{namespace="slipway-production",job="auth",instance="d"}', '1+0x60'],
        ['up{namespace="slipway-production",job="digits-onnx",instance="e"}', '1+0x60'],
        ['up{namespace="others",job="node-exporter",instance="f"}', '0+0x60'],
        ['slipway_model_ready{namespace="slipway-production",model="digits-cnn"}', '1+0x60'],
        ...['staging', 'production'].flatMap((environment) => {
          const requests = `http_server_request_duration_seconds_count{namespace="slipway-${environment}",service="gateway",http_route="/",http_response_status_code=`;
          const [good, bad] = environment === 'staging' ? [95, 5] : [100, 0];
          return [
            [`${requests}"200"}`, `0+${good}x120`],
            [`${requests}"503"}`, `0+${bad}x120`],
          ];
        }),
      ].map(([series, values]) => ({ series, values })),
      promql_expr_test: [
        {
          expr: 'sort(count by (namespace, alertname, service, job, model) (ALERTS{alertstate="firing",alertname=~"ServiceDown|TargetDown|ModelNotReady"}))',
          eval_time: '20m',
          exp_samples: [
            ['ServiceDown', 'service="auth"'],
            ['ServiceDown', 'service="digits-onnx"'],
            ['ServiceDown', 'service="digits-tfjs"'],
            ['TargetDown', 'job="auth"'],
            ['ModelNotReady', 'service="digits-onnx",model="digits-cnn"'],
            ['ModelNotReady', 'service="digits-tfjs",model="digits-mlp"'],
          ].map(([alert, labels]) => ({
            labels: `{namespace="slipway-staging",alertname="${alert}",${labels}}`,
            value: 1,
          })),
        },
        {
          expr: 'service_slo:errors_per_request:ratio_rate5m{slo="availability"} / on (namespace, service, slo) service_slo:error_budget:ratio',
          eval_time: '20m',
          exp_samples: [
            { labels: '{namespace="slipway-staging",service="gateway",slo="availability"}', value: 50 },
          ],
        },
      ],
    },
  ],
};

describeOn(
  { platform: 'compose', engine: allOf(kubectl, await findEngine()), env: process.env },
  'one Prometheus over several environments',
  () => {
    let folder: string;
    beforeAll(async () => {
      await must('sh', [join(root, 'tools/stand-ins/build')], { timeoutMillis: 900_000 });
      folder = mkdtempSync(join(tmpdir(), 'slipway-operator-'));
      const mode = 0o644;
      writeFileSync(join(folder, 'rules.json'), JSON.stringify({ groups: groupsOf(await staging()) }), {
        mode,
      });
      writeFileSync(join(folder, 'test.json'), JSON.stringify(seen), { mode });
    }, 900_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('alerts of what one has lost, whatever the others have, and of nothing of theirs', async () => {
      const { code, stdout, stderr } = await run('docker', [
        ...['run', '--rm', '--network=none', '--entrypoint=promtool'],
        ...['rules.json', 'test.json'].map((file) => `--volume=${join(folder, file)}:/test/${file}:ro`),
        PROMETHEUS,
        ...['test', 'rules', '/test/test.json'],
      ]);
      expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('SUCCESS'), '']);
    });
  },
);
