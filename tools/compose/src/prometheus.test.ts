import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '@slipway/deploy-system';
import { observeRequests } from '@slipway/service-http';
import { createTelemetry } from '@slipway/service-telemetry';
import { parse } from 'yaml';
import { buildStandIns, root, run, runImage } from './docker.ts';
import { knownMetrics } from './known-metrics.ts';
import { fillVariables, metricsOf } from './promql.ts';

const IMAGE = 'prom/prometheus:v2.42.0';
const FOLDER = 'compose/observability/prometheus';
const DASHBOARDS = join(root, 'compose/observability/grafana/dashboards');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: { readonly runbook: string };
  readonly labels?: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
}

const readYaml = (file: string) => parse(readFileSync(join(root, file), 'utf8')) as unknown;
const rules = readdirSync(join(root, FOLDER, 'rules')).flatMap((file) =>
  (readYaml(`${FOLDER}/rules/${file}`) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  ),
);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const dashboards = readdirSync(DASHBOARDS).map((file) => ({
  file,
  board: JSON.parse(readFileSync(join(DASHBOARDS, file), 'utf8')) as Dashboard,
}));
const queries = dashboards.flatMap(({ file, board }) =>
  board.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ of: `${file}: ${title}`, expr: fillVariables(expr) })),
  ),
);

describe('rules and dashboards', () => {
  const recorded = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));
  const known = new Set([...knownMetrics(), ...recorded]);

  it('read only series that somebody writes', () => {
    const all = [...rules.map(({ alert, record, expr }) => ({ of: alert ?? record!, expr })), ...queries];
    const unknown = all.flatMap(({ of, expr }) =>
      metricsOf(expr)
        .filter((name) => !known.has(name))
        .map((name) => `${of}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are read by name, whatever stands around it', () => {
    expect(
      metricsOf(
        'sum by (a, le) (rate(x_total{b="c d", e=~"f(g)"}[5m])) / on (a) y:z:ratio or 0 * vector(1) > 1e3',
      ),
    ).toEqual(['x_total', 'y:z:ratio']);
  });

  it('tell environments apart that one Prometheus watches', () => {
    const mixed = rules.filter(({ expr }) =>
      [...expr.matchAll(/\b(?:sum|min|max|avg|count)\b(.{14})/g)].some(
        ([, kept]) => kept !== ' by (namespace',
      ),
    );
    expect(mixed).toEqual([]);
    const anywhere = dashboards.flatMap(({ file, board }) =>
      board.panels.flatMap(({ targets = [] }) =>
        targets
          .map(({ expr }) => expr.replaceAll(/[\w:]+\{namespace="\$namespace"[^}]*\}/g, '1'))
          .filter((expr) => metricsOf(expr).length > 0)
          .map((expr) => `${file}: ${expr}`),
      ),
    );
    expect(anywhere).toEqual([]);
  });

  it('have a runbook for each alert, and an alert for each runbook', () => {
    const linked = new Set(alerts.map(({ annotations }) => annotations!.runbook));
    const written = readdirSync(join(root, 'docs/runbooks'))
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .map((file) => `docs/runbooks/${file}`);
    expect([...linked].sort()).toEqual(written.sort());
  });

  it('have each alert in the reference, with its severities', () => {
    const page = readFileSync(join(root, 'docs/reference/alerts.md'), 'utf8');
    const severities = (name: string) =>
      [...new Set(alerts.filter(({ alert }) => alert === name).map(({ labels }) => labels!.severity))].sort();
    const listed = [...page.matchAll(/^\| \[`(\w+)`\]\(\.\.\/runbooks\/[\w-]+\.md\) +\| ([\w, ]+?) +\|/gm)];
    const expected = [...new Set(alerts.map(({ alert }) => alert!))].map((name) => [
      name,
      severities(name).join(', '),
    ]);
    expect(listed.map(([, name, severity]) => [name, severity]).sort()).toEqual(expected.sort());
  });

  it('have dashboards whose ids are unique and whose sources are provisioned', () => {
    const { datasources } = readYaml(
      'compose/observability/grafana/provisioning/datasources/datasources.yaml',
    ) as { datasources: { uid: string }[] };
    const uids = datasources.map(({ uid }) => uid);
    for (const { file, board } of dashboards) {
      // Grafana may have dashboards of others as well.
      expect(`${board.uid}.json`).toBe(`slipway-${file}`);
      const ids = board.panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const sources = board.panels.flatMap(({ datasource, targets = [] }) =>
        [datasource, ...targets.map((target) => target.datasource)].flatMap((source) => source?.uid ?? []),
      );
      expect(sources.filter((uid) => !uids.includes(uid))).toEqual([]);
    }
  });

  it('find the objective of each service among the histogram’s buckets', () => {
    const telemetry = createTelemetry({ name: 'test', version: '0.0.0' }, { logLevel: 'silent' });
    observeRequests(telemetry);
    const { upperBounds: buckets } = telemetry.metrics.getSingleMetric(
      'http_server_request_duration_seconds',
    ) as unknown as { upperBounds: readonly number[] };
    const system = readSystem(root);
    const missing = (system.ok ? system.services : [])
      .filter(({ slo }) => slo !== undefined && !buckets.includes(slo.latencyMillis / 1000))
      .map(({ name }) => name);
    expect([system.ok, missing]).toEqual([true, []]);
  });

  it('come from every service: the client prometheus may call each', () => {
    const { clients } = readYaml('apps/auth/clients.yaml') as {
      clients: { prometheus: { scopes: string[]; audiences: string[] } };
    };
    const system = readSystem(root);
    const names = (system.ok ? system.services : []).map(({ name }) => name);
    expect([clients.prometheus.scopes, clients.prometheus.audiences.sort()]).toEqual([
      ['metrics:read'],
      names.sort(),
    ]);
  });
});

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'Prometheus’s own tool', () => {
  beforeAll(buildStandIns, 900_000);
  const promtool = (...args: readonly string[]) =>
    runImage(IMAGE, args, { entrypoint: 'promtool', mounts: { [FOLDER]: '/etc/prometheus' } });

  it('accepts the configuration and the rules', async () => {
    // It looks whether the secret is there.
    const { code, output } = await run('docker', [
      'run',
      '--rm',
      '--network=none',
      '--entrypoint=promtool',
      '--tmpfs=/run/slipway/secrets',
      `--volume=${join(root, FOLDER)}:/etc/prometheus:ro`,
      IMAGE,
      'check',
      'config',
      '/etc/prometheus/prometheus.yaml',
    ]);
    expect([code, output]).toEqual([0, expect.stringContaining('3 rule files found')]);
  });

  it('finds that each alert fires when it should, and only then', async () => {
    const tests = readdirSync(join(root, FOLDER, 'tests')).map((file) => `/etc/prometheus/tests/${file}`);
    const { code, output } = await promtool('test', 'rules', ...tests);
    expect([code, output.match(/SUCCESS/g)?.length]).toEqual([0, tests.length]);
  });

  it('parses every query of the dashboards', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-queries-'));
    const file = join(folder, 'queries.yaml');
    const asRules = queries.map(({ expr }, index) => ({ record: `query_${index}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboards', rules: asRules }] }), {
      mode: 0o644,
    });
    const args = [
      'run',
      '--rm',
      '--network=none',
      '--entrypoint=promtool',
      `--volume=${file}:/queries.yaml:ro`,
    ];
    const { code, output } = await run('docker', [...args, IMAGE, 'check', 'rules', '/queries.yaml']);
    rmSync(folder, { recursive: true });
    expect([code, output]).toEqual([0, expect.stringContaining(`${queries.length} rules found`)]);
  });
});
