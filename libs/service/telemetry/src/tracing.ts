import { ROOT_CONTEXT, type Context, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { createSpanExporter } from './collector/create-span-exporter.ts';
import type { BackOff } from './collector/with-back-off.ts';

export interface Tracing {
  readonly tracer: Tracer;
  /** The caller's trace context, or a new root where `traceparent` is absent or malformed. */
  extract(headers: Readonly<Record<string, string | string[] | undefined>>): Context;
  /** The headers that carry `context` to the next service. */
  inject(context: Context): Record<string, string>;
  /** Sends what is queued. */
  shutdown(): Promise<void>;
}

/** Traces by OTLP over HTTP to `endpoint`; without one, ids are made and propagated but nothing is sent. */
export function createTracing(
  service: { readonly name: string; readonly version: string },
  {
    endpoint,
    onCollectorChange,
    processors = [],
  }: {
    readonly endpoint?: string;
    /** Is told when the collector goes away and when it is back. */
    readonly onCollectorChange?: BackOff['onChange'];
    readonly processors?: readonly SpanProcessor[];
  } = {},
): Tracing {
  const exporting = endpoint
    ? [new BatchSpanProcessor(createSpanExporter(endpoint, { onChange: onCollectorChange }))]
    : [];
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: service.name,
      [ATTR_SERVICE_VERSION]: service.version,
    }),
    spanProcessors: [...exporting, ...processors],
  });
  const propagator = new W3CTraceContextPropagator();
  return {
    tracer: provider.getTracer('slipway'),
    extract: (headers) =>
      propagator.extract(ROOT_CONTEXT, headers, {
        get: (carrier, key) => carrier[key],
        keys: (carrier) => Object.keys(carrier),
      }),
    inject: (context) => {
      const headers: Record<string, string> = {};
      propagator.inject(context, headers, { set: (carrier, key, value) => void (carrier[key] = value) });
      return headers;
    },
    // An unreachable collector must not turn a clean stop into a failure.
    shutdown: () => provider.shutdown().catch(() => undefined),
  };
}
