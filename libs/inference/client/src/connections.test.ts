import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ok } from '@slipway/service-problem';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import { connectTo, createHttpInferenceClient, withRetry } from './index.ts';
import { vanishedHost } from './testing/vanished-host.ts';

describe('a host that has vanished', () => {
  it('costs its caller about a second, and is not tried twice', async () => {
    const host = await vanishedHost();
    const pool = connectTo(host.url);
    const client = createHttpInferenceClient({
      dispatcher: pool,
      token: { token: async () => ok(undefined), forget: () => undefined },
      tracing: createRecordedTelemetry().tracing,
      maxTensorBytes: 1_000,
    });
    const options = {
      signal: new AbortController().signal,
      remainingMillis: () => 10_000,
      trace: ROOT_CONTEXT,
      requestId: 'r',
    };
    const startedAt = performance.now();
    const result = await withRetry(client).infer({ model: 'm', request: { inputs: [] } }, options);
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'unavailable', detail: expect.stringContaining('UND_ERR_CONNECT_TIMEOUT') },
    });
    // Two attempts take two seconds at least.
    expect(performance.now() - startedAt).toBeLessThan(1_900);
    await pool.destroy();
    await host.close();
  });
});
