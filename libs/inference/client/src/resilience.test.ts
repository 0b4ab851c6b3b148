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

  it('does not repeat what is to be tried later', async () => {
    let calls = 0;
    const client: InferenceClient = {
      infer: async () => (calls++, fail('unavailable', 'away', { retryAfterSeconds: 1 })),
    };
    await withRetry(client).infer(call, options);
    expect(calls).toBe(1);
  });

  it('does not repeat for a client that has left', async () => {
    const { client, calls } = scripted('unavailable');
    await withRetry(client).infer(call, { ...options, signal: AbortSignal.abort() });
    expect(calls()).toBe(1);
  });

  it('keeps retries to a tenth of the calls when a service is down', async () => {
    const { client, calls } = scripted('unavailable');
    const retrying = withRetry(client, { budget: createRetryBudget({ maxTokens: 10 }) });
    for (let n = 0; n < 200; n++) await retrying.infer(call, options);
    expect(calls()).toBe(210);
  });
});

const HALF_OPEN_AFTER_MILLIS = 1_000;

/** A breaker that opens after two faults, by a clock that moves when it is told to. */
function breakerOver({ client }: { readonly client: InferenceClient }) {
  const changes: string[] = [];
  let millis = 0;
  const guarded = withBreaker(client, {
    failures: 2,
    halfOpenAfterMillis: HALF_OPEN_AFTER_MILLIS,
    onChange: (state) => changes.push(state),
    now: () => millis,
  });
  return { infer: () => guarded.infer(call, options), pass: (more: number) => (millis += more), changes };
}

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

  it('lets one call through after a while, closes when it goes well, and counts anew', async () => {
    const service = scripted('bad-upstream', 'bad-upstream', 'ok', 'bad-upstream');
    const { infer, pass, changes } = breakerOver(service);
    await infer();
    await infer();
    pass(HALF_OPEN_AFTER_MILLIS);
    expect(await infer()).toMatchObject({ ok: true });
    await infer();
    expect(changes).toEqual(['open', 'closed']);
    await infer();
    expect(changes).toEqual(['open', 'closed', 'open']);
  });

  it.each(['unavailable', 'deadline-exceeded'] as const)(
    'leaves the service alone again when that call ends with %s',
    async (code) => {
      const service = scripted('bad-upstream', 'bad-upstream', code, 'ok');
      const { infer, pass, changes } = breakerOver(service);
      await infer();
      await infer();
      pass(HALF_OPEN_AFTER_MILLIS);
      await infer();
      await infer();
      expect([service.calls(), changes]).toEqual([3, ['open', 'open']]);
      pass(HALF_OPEN_AFTER_MILLIS);
      await infer();
      expect([service.calls(), changes.at(-1)]).toEqual([4, 'closed']);
    },
  );

  it('lets the next one try when the caller of that call has left', async () => {
    const service = scripted('bad-upstream', 'bad-upstream', 'client-closed', 'ok');
    const { infer, pass, changes } = breakerOver(service);
    await infer();
    await infer();
    pass(HALF_OPEN_AFTER_MILLIS);
    await infer();
    expect(changes).toEqual(['open']);
    expect(await infer()).toMatchObject({ ok: true });
    expect(changes).toEqual(['open', 'closed']);
  });

  it('lets the next one try when that call throws', async () => {
    let calls = 0;
    const client: InferenceClient = {
      async infer() {
        if (++calls === 3) throw new Error('defect');
        return calls < 3 ? fail('bad-upstream', 'bad') : ok(response);
      },
    };
    const { infer, pass } = breakerOver({ client });
    await infer();
    await infer();
    pass(HALF_OPEN_AFTER_MILLIS);
    await expect(infer()).rejects.toThrow('defect');
    expect(await infer()).toMatchObject({ ok: true });
  });

  it('lets only one call try, and does not make the others wait for it', async () => {
    const trying = Promise.withResolvers<Result<InferResponse>>();
    let calls = 0;
    const client: InferenceClient = {
      infer: async () => (++calls < 3 ? fail('bad-upstream', 'bad') : trying.promise),
    };
    const { infer, pass } = breakerOver({ client });
    await infer();
    await infer();
    pass(HALF_OPEN_AFTER_MILLIS);
    const first = infer();
    expect(await infer()).toMatchObject({ problem: { code: 'unavailable' } });
    trying.resolve(ok(response));
    expect(await first).toMatchObject({ ok: true });
    expect(calls).toBe(3);
  });

  it.each(['client-closed', 'deadline-exceeded'] as const)(
    'does not take %s for an answer that ends a row of faults',
    async (code) => {
      const { infer, changes } = breakerOver(scripted('bad-upstream', code, 'bad-upstream'));
      for (let n = 0; n < 3; n++) await infer();
      expect(changes).toEqual(['open']);
    },
  );

  it.each(['overloaded', 'deadline-exceeded', 'client-closed', 'invalid-tensor'] as const)(
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
