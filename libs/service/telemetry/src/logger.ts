import { ecsFormat } from '@elastic/ecs-pino-format';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** While nobody reads the log, lines of so many characters wait in memory; further ones are dropped. */
const MOST_WAITING = 8 * 2 ** 20;

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
  if (destination !== undefined) return pino({ ...format, level }, destination);
  const output = pino.destination({ fd: 1, sync: false, maxLength: MOST_WAITING });
  const logger = pino({ ...format, level }, output);
  tellDropped(output, (count) =>
    logger.warn({ 'log.dropped': count }, `${count} log lines were dropped: nobody read the log`),
  );
  return logger;
}

/** A reader that has stopped holds up nobody; what it missed is told when it reads on. */
function tellDropped(output: ReturnType<typeof pino.destination>, tell: (count: number) => void): void {
  let dropped = 0;
  output.on('drop', () => dropped++);
  output.on('drain', () => {
    if (dropped === 0) return;
    const count = dropped;
    dropped = 0;
    tell(count);
  });
}
