export { createLogger, logLevels, type Logger, type LogLevel } from './logger.ts';
export { createTelemetry, telemetrySettings, type Telemetry } from './telemetry.ts';
export { createTracing, type Tracing } from './tracing.ts';
