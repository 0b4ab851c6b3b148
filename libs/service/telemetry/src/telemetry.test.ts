import { trace } from '@opentelemetry/api';
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
