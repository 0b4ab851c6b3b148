import { SpanKind } from '@opentelemetry/api';
import { statusOf, type Problem } from '@slipway/service-problem';
import type { Telemetry } from '@slipway/service-telemetry';
import { requestDurations } from './request-durations.ts';

/** The route of all that Node's parser refused: one label, whatever was sent. */
const ROUTE = 'unparsed';

/** What OpenTelemetry's semantic conventions call a method that is not known. */
const METHOD = '_OTHER';

/** Observes one refused request and tells the id of its trace. */
export type ObserveRefusal = (refused: Problem) => string;

/**
 * The server edge of requests that never reach the app, because there was nothing that Node's parser could make of
 * them: one span, one histogram point (of no duration: nobody knows when it began) and one access line for each.
 */
export function observeRefusals({
  logger,
  metrics,
  tracing,
}: Pick<Telemetry, 'logger' | 'metrics' | 'tracing'>): ObserveRefusal {
  const durations = requestDurations(metrics);
  return (refused) => {
    const status = statusOf(refused);
    const attributes = {
      'http.request.method': METHOD,
      'http.route': ROUTE,
      'http.response.status_code': status,
    };
    const span = tracing.tracer.startSpan(ROUTE, { kind: SpanKind.SERVER, attributes });
    span.end();
    durations.observe(
      { http_request_method: METHOD, http_route: ROUTE, http_response_status_code: status },
      0,
    );
    const traceId = span.spanContext().traceId;
    logger.info({ ...attributes, 'error.code': refused.code, 'trace.id': traceId }, 'request');
    return traceId;
  };
}
