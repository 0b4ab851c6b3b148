import { oneOf, optional, setting, httpUrl } from '@slipway/service-config';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createLogger, logLevels, type Logger } from './logger.ts';
import { createTracing, type Tracing } from './tracing.ts';

/** The three signals of one service, handed to whoever observes an edge. */
export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly tracing: Tracing;
  /** Flushes all signals; the last step of a shutdown. */
  shutdown(): Promise<void>;
}

export const telemetrySettings = {
  logLevel: setting({
    env: 'SLIPWAY_LOG_LEVEL',
    schema: oneOf(...logLevels),
    default: 'info' as const,
    doc: 'Least severe log line that is written',
  }),
  otlpEndpoint: setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: optional(httpUrl()),
    doc: 'Collector that traces are sent to by OTLP over HTTP; none are sent where it is absent',
  }),
};

export function createTelemetry(
  service: { readonly name: string; readonly version: string },
  config: { readonly logLevel: (typeof logLevels)[number]; readonly otlpEndpoint?: string },
): Telemetry {
  const logger = createLogger(service, config.logLevel);
  const metrics = new Registry();
  metrics.setDefaultLabels({ service: service.name });
  collectDefaultMetrics({ register: metrics });
  const { otlpEndpoint: endpoint } = config;
  const tracing = createTracing(service, {
    endpoint,
    onCollectorChange: (state, error) =>
      logger.info(
        { 'url.full': endpoint, ...(error && { 'error.message': error.message }) },
        state === 'away' ? 'collector is away: spans are dropped until it answers' : 'collector is back',
      ),
  });
  return {
    logger,
    metrics,
    tracing,
    shutdown: async () => {
      await tracing.shutdown();
      await new Promise<void>((resolve) => logger.flush(() => resolve()));
    },
  };
}
