import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { InferResponse } from '@slipway/inference-protocol';
import { fail, ok, type ProblemCode, type Result } from '@slipway/service-problem';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import {
  createCallDurations,
  createRetryBudget,
  withBreaker,
  withRetry,
  withTelemetry,
  type InferenceClient,
} from './index.ts';

const response: InferResponse = { modelName: 'm', modelVersion: '1', outputs: [] };
const call = { model: 'm', request: { inputs: [] } };
const options = {
  signal: new AbortController().signal,
  remainingMillis: () => 1_000,
  trace: ROOT_CONTEXT,
  requestId: 'r',
};

/** Answers what it is told, in turn, and repeats the last. */
function scripted(...script: readonly (ProblemCode | 'ok')[]) {
  let calls = 0;
  const client: InferenceClient = {
    async infer(): Promise<Result<InferResponse>> {
      const next = script[Math.min(calls++, script.length - 1)]!;
      return next === 'ok' ? ok(response) : fail(next, next);
    },
  };
  return { client, calls: () => calls };
}

describe('withRetry', () => {
  it('tries once more what never reached the service', async () => {
    const { client, calls } = scripted('unavailable', 'ok');
    expect(await withRetry(client).infer(call, options)).toMatchObject({ ok: true });
    expect(calls()).toBe(2);
  });

  it.each(['bad-upstream', 'overloaded', 'deadline-exceeded', 'invalid-tensor'] as const)(
    'does not repeat %s',
    async (code) => {
      const { client, calls } = scripted(code, 'ok');
      expect(await withRetry(client).infer(call, options)).toMatchObject({ problem: { code } });
      expect(calls()).toBe(1);
    },
  );

  it('does not repeat for a client that has left', async () => {
    const { client, calls } = scripted('unavailable');
    await withRetry(client).infer(call, { ...options, signal: AbortSignal.abort() });
    expect(calls()).toBe(1);
  });

  it('keeps retries to a tenth of the calls when a service is down', async () => {
    const { client, calls } = scripted('unavailable');
    const retrying = withRetry(client, createRetryBudget({ maxTokens: 10 }));
    for (let n = 0; n < 200; n++) await retrying.infer(call, options);
    expect(calls()).toBe(210);
  });
});

describe('withBreaker', () => {
  it('leaves a failing service alone and says when to come back', async () => {
    const { client, calls } = scripted('unavailable');
    const changes: string[] = [];
    const guarded = withBreaker(client, {
      failures: 3,
      halfOpenAfterMillis: 2_000,
      onChange: (state) => changes.push(state),
    });
    for (let n = 0; n < 10; n++) await guarded.infer(call, options);
    expect(calls()).toBe(3);
    expect(changes).toEqual(['open']);
    expect(await guarded.infer(call, options)).toMatchObject({
      problem: { code: 'unavailable', retryAfterSeconds: 2 },
    });
  });

  it('lets one call through after a while and closes when it goes well', async () => {
    const { client } = scripted('bad-upstream', 'bad-upstream', 'ok');
    const changes: string[] = [];
    const guarded = withBreaker(client, {
      failures: 2,
      halfOpenAfterMillis: 0,
      onChange: (state) => changes.push(state),
    });
    for (let n = 0; n < 3; n++) await guarded.infer(call, options);
    expect(changes).toEqual(['open', 'closed']);
  });

  it.each(['overloaded', 'deadline-exceeded', 'invalid-tensor'] as const)(
    'does not count %s',
    async (code) => {
      const { client, calls } = scripted(code);
      const guarded = withBreaker(client, { failures: 2 });
      for (let n = 0; n < 5; n++) await guarded.infer(call, options);
      expect(calls()).toBe(5);
    },
  );
});

describe('withTelemetry', () => {
  it('leaves a span and a point of the histogram for each call', async () => {
    const telemetry = createRecordedTelemetry();
    const observed = withTelemetry(
      scripted('bad-upstream').client,
      telemetry,
      createCallDurations(telemetry.metrics),
    );
    await observed.infer(call, options);
    expect(telemetry.spans.getFinishedSpans().map(({ name }) => name)).toEqual(['infer m']);
    expect(await telemetry.metrics.metrics()).toContain(
      'slipway_call_duration_seconds_count{model="m",outcome="bad-upstream"} 1',
    );
  });
});
