import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { createTelemetry } from './index.ts';
import { createRecordedTelemetry } from './testing/index.ts';

describe('logs', () => {
  it('carry the fields of the Elastic Common Schema', () => {
    const { logger, lines } = createRecordedTelemetry('gateway');
    logger.warn({ 'trace.id': 'abc' }, 'slow');
    expect(lines[0]).toMatchObject({
      'log.level': 'warn',
      'service.name': 'gateway',
      'trace.id': 'abc',
      message: 'slow',
      '@timestamp': expect.stringMatching(/^\d{4}-/),
      'ecs.version': expect.any(String),
    });
  });
});

describe('traces', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('continue the trace of the caller', () => {
    const { tracing } = createRecordedTelemetry();
    const parent = tracing.extract({ traceparent });
    const span = tracing.tracer.startSpan('GET', {}, parent);
    const headers = tracing.inject(trace.setSpan(parent, span));
    expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(headers.traceparent).not.toBe(traceparent);
  });

  it.each(['', 'garbage', '00-zz-11-01', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'start anew for %j',
    (value) => {
      const { tracing } = createRecordedTelemetry();
      const span = tracing.tracer.startSpan('GET', {}, tracing.extract({ traceparent: value }));
      expect(span.spanContext().traceId).toMatch(/^(?!0{32}|0af7651916)[0-9a-f]{32}$/);
    },
  );
});

describe('export', () => {
  const service = { name: 'gateway', version: '1.0.0' };

  it('sends spans by OTLP to the collector, at the latest when the service stops', async () => {
    const received: { path?: string; body: string }[] = [];
    const collector = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk) => (body += String(chunk)));
      req.on('end', () => {
        received.push({ path: req.url, body });
        res.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    const telemetry = createTelemetry(service, {
      logLevel: 'silent',
      otlpEndpoint: `http://127.0.0.1:${port}`,
    });
    telemetry.tracing.tracer.startSpan('POST /v2').end();
    await telemetry.shutdown();
    collector.closeAllConnections();
    collector.close();
    expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(received[0]?.body).toContain('POST /v2');
    expect(received[0]?.body).toContain('"stringValue":"gateway"');
  });

  it.each([
    ['refuses connections', 'http://127.0.0.1:9'],
    ['has a name that nobody has', 'http://collector.invalid:4318'],
  ])('stops cleanly when the collector %s', async (_, otlpEndpoint) => {
    const telemetry = createTelemetry(service, { logLevel: 'silent', otlpEndpoint });
    telemetry.tracing.tracer.startSpan('lost').end();
    await telemetry.shutdown();
  });
});
