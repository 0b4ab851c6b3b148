import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { systemNames, type NameSources } from './find-addresses.ts';
import { lookupIn } from './lookup-function.ts';
import { withBackOff, type BackOff } from './with-back-off.ts';

/** For one batch, connecting included. */
const TIMEOUT_MILLIS = 2_000;
/** For one question to a name server. */
const NAME_TIMEOUT_MILLIS = 1_000;

/** Sends spans to `endpoint` by OTLP over HTTP; a collector that is slow or away costs nothing but its spans. */
export function createSpanExporter(
  endpoint: string,
  {
    onChange,
    names = systemNames(NAME_TIMEOUT_MILLIS),
  }: { readonly onChange?: BackOff['onChange']; readonly names?: NameSources } = {},
): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: TIMEOUT_MILLIS,
    // The exporter's own time-out begins when there is a connection; the agent's holds before that, too.
    httpAgentOptions: {
      keepAlive: true,
      timeout: TIMEOUT_MILLIS,
      lookup: lookupIn(names),
    },
  });
  return withBackOff(exporter, {
    firstPauseMillis: 1_000,
    longestPauseMillis: 10_000,
    now: () => performance.now(),
    ...(onChange && { onChange }),
  });
}
