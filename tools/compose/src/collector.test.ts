import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { buildStandIns, runImage } from './docker.ts';

const IMAGE = 'otel/opentelemetry-collector-contrib:0.156.0';

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the collector’s own validation', () => {
  beforeAll(buildStandIns, 900_000);
  const validate = (mounts: Readonly<Record<string, string>>, ...files: readonly string[]) =>
    runImage(IMAGE, ['validate', ...files.map((file) => `--config=${file}`)], {
      mounts,
      tmpfs: '/var/lib/otelcol',
      env: { PROJECT: 'slipway' },
    });

  it('accepts the way of spans', async () => {
    const mounts = { 'compose/observability/collector': '/etc/otelcol' };
    expect(await validate(mounts, '/etc/otelcol/collector.yaml')).toMatchObject({ code: 0, output: '' });
  });

  it('accepts the way of log lines, up to where they are handed to Elasticsearch', async () => {
    const mounts = {
      'compose/logging/shipper': '/etc/otelcol',
      'tools/compose/src/testing': '/testing',
    };
    expect(await validate(mounts, '/etc/otelcol/shipper.yaml', '/testing/lines-to-log.yaml')).toMatchObject({
      code: 0,
      output: '',
    });
  });

  it('refuses what is wrong', async () => {
    const mounts = { 'compose/logging/shipper': '/etc/otelcol' };
    // Without a pipeline it is none.
    expect((await validate(mounts, '/etc/otelcol/shipper.yaml')).code).not.toBe(0);
  });
});
