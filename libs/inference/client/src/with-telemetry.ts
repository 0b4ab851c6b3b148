import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Telemetry } from '@slipway/service-telemetry';
import { Gauge, Histogram, type Registry } from 'prom-client';
import type { InferenceClient } from './client.ts';

/** Times of calls to models, by outcome: `ok` or the code of the problem. */
export const createCallDurations = (registry: Registry): Histogram =>
  new Histogram({
    name: 'slipway_call_duration_seconds',
    help: 'Time of a call to a model service, retries included',
    labelNames: ['model', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

/** Whether a service is left alone for now because calls to it failed; `target` is the service. */
export const createCircuitStates = (registry: Registry): Gauge =>
  new Gauge({
    name: 'slipway_call_circuit_open',
    help: '1 while calls to the service are answered here because it failed too often in a row',
    labelNames: ['target'],
    registers: [registry],
  });

/** The client edge: one span and one histogram point for each call. */
export function withTelemetry(
  client: InferenceClient,
  { tracing }: Pick<Telemetry, 'tracing'>,
  durations: Histogram,
): InferenceClient {
  return {
    async infer(call, options) {
      const startedAt = performance.now();
      const attributes = { 'slipway.model.name': call.model };
      const span = tracing.tracer.startSpan(
        `infer ${call.model}`,
        { kind: SpanKind.CLIENT, attributes },
        options.trace,
      );
      const result = await client.infer(call, { ...options, trace: trace.setSpan(options.trace, span) });
      const outcome = result.ok ? 'ok' : result.problem.code;
      if (!result.ok) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
      span.end();
      durations.observe({ model: call.model, outcome }, (performance.now() - startedAt) / 1000);
      return result;
    },
  };
}
