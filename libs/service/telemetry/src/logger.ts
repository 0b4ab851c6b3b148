import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Structured logs with the field names of the Elastic Common Schema, one JSON document a line. */
export function createLogger(
  service: { readonly name: string; readonly version: string },
  level: LogLevel,
  destination?: DestinationStream,
): Logger {
  const format = ecsFormat({
    serviceName: service.name,
    serviceVersion: service.version,
    apmIntegration: false,
  });
  return pino({ ...format, level }, destination ?? pino.destination({ fd: 1, sync: false }));
}
