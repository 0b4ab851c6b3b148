import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { parse } from 'yaml';
import { root } from '../root.ts';
import { must, run } from '../run.ts';

const COMPONENT = 'k8s/components/observability';
const COLLECTOR = 'otel/opentelemetry-collector-contrib:0.156.0';
const PROMETHEUS = 'prom/prometheus:v2.42.0';

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
}
interface CollectorConfig {
  readonly receivers: unknown;
  readonly processors: unknown;
  readonly service: { readonly pipelines: { readonly traces: Pipeline } };
}

const read = (file: string) => parse(readFileSync(join(root, file), 'utf8')) as never;

describe('the collector', () => {
  it('takes and filters spans as it does under Compose', () => {
    const wayOf = (file: string) => {
      const { receivers, processors, service } = read(file) as CollectorConfig;
      const { traces } = service.pipelines;
      return { receivers, processors, order: [traces.receivers, traces.processors] };
    };
    expect(wayOf(`${COMPONENT}/collector/config/collector.yaml`)).toEqual(
      wayOf('compose/observability/collector/collector.yaml'),
    );
  });

  it('hands spans to Jaeger as it does under Compose', () => {
    const exporterOf = (file: string) =>
      (read(file) as { exporters: Record<string, unknown> }).exporters['otlp_grpc/jaeger'];
    expect(exporterOf(`${COMPONENT}/jaeger/config/exporters.yaml`)).toEqual(
      exporterOf('compose/observability/collector/collector.yaml'),
    );
  });
});

it('Jaeger differs from that of Compose only in where its health is asked for', () => {
  const text = (file: string) => readFileSync(join(root, file), 'utf8');
  expect(text(`${COMPONENT}/jaeger/config/jaeger.yaml`)).toBe(
    text('compose/observability/jaeger/jaeger.yaml').replace('127.0.0.1:13133', '0.0.0.0:13133'),
  );
});

const engine = await findEngine();

describeOn(
  { platform: 'compose', engine, env: process.env },
  'configurations, by those who read them',
  () => {
    beforeAll(() => must('sh', [join(root, 'tools/stand-ins/build')], { timeoutMillis: 900_000 }), 900_000);
    const inImage = (
      image: string,
      mounts: readonly (readonly [from: string, to: string])[],
      ...args: readonly string[]
    ) =>
      run('docker', [
        ...['run', '--rm', '--network=none'],
        ...mounts.map(([from, to]) => `--volume=${join(root, COMPONENT, from)}:${to}:ro`),
        ...(image === PROMETHEUS ? ['--entrypoint=promtool'] : []),
        image,
        ...args,
      ]);

    const checkPrometheus = (...mounts: readonly (readonly [from: string, to: string])[]) =>
      inImage(PROMETHEUS, mounts, 'check', 'config', '/etc/prometheus/config/prometheus.yaml');

    it.each(['collector/config', 'jaeger/config'])(
      'are accepted by the collector, with the exporters of %s',
      async (exporters) => {
        const mounts = [['collector/config', '/first'] as const, [exporters, '/second'] as const];
        const files = ['--config=/first/collector.yaml', '--config=/second/exporters.yaml'];
        expect(await inImage(COLLECTOR, mounts, 'validate', ...files)).toMatchObject({ code: 0, stderr: '' });
      },
    );

    it('are accepted by Prometheus, with the Alertmanagers of the option alertmanager', async () => {
      const { code, stdout } = await checkPrometheus(
        ['prometheus/config/prometheus.yaml', '/etc/prometheus/config/prometheus.yaml'],
        ['alertmanager/alertmanagers.yaml', '/etc/prometheus/config/alertmanagers.yaml'],
      );
      expect([code, stdout]).toEqual([0, expect.not.stringContaining('alertmanager config does not exist')]);
    });

    it('are accepted by Prometheus, with every rule', async () => {
      const mounts = ['config', 'rules'].map(
        (name) => [`prometheus/${name}`, `/etc/prometheus/${name}`] as const,
      );
      const { code, stdout } = await checkPrometheus(...mounts);
      expect([code, stdout]).toEqual([0, expect.stringContaining('3 rule files found')]);
      expect(stdout.match(/SUCCESS: \d+ rules found/g)).toHaveLength(3);
    });
  },
);
