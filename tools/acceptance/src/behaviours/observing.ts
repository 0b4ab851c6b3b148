import { randomBytes } from 'node:crypto';
import { call, infer } from '../call.ts';
import { scrape, sum, type Samples } from '../scrape.ts';
import type { Stack } from '../substrate/substrate.ts';
import { until } from '../until.ts';
import { itNeeds } from './behaviour.ts';

const SERVICES = ['gateway', 'digits-onnx', 'digits-tfjs'] as const;
const INFER_ROUTE = '/v2/models/:model/infer';

/** What protocol.md asks of every model server. */
const MODEL_METRICS = [
  'requests_total',
  'rows_total',
  'executions_total',
  'request_duration_seconds_bucket',
  'queue_duration_seconds_bucket',
  'compute_duration_seconds_bucket',
  'batch_rows_bucket',
  'pending_rows',
  'load_seconds',
  'ready',
  'info',
].map((name) => `slipway_model_${name}`);

interface AccessLine {
  readonly message: string;
  readonly 'trace.id': string;
  readonly 'http.response.status_code': number;
}

/** Metrics, logs and traces of what was done. */
export function observingBehaviours(stack: () => Stack): void {
  const metrics = (service: string): Promise<Samples> =>
    scrape(stack().urlOf(service), stack().credentials.token({ service, scope: 'metrics:read' }));
  const asClient = (client: string) => stack().credentials.token({ client });
  const linesOf = (service: string, traceId: string) =>
    stack()
      .logs(service)
      .filter((line) => line.includes(traceId))
      .map((line) => JSON.parse(line) as AccessLine);
  const untilWritten = (service: string, traceId: string) =>
    until(`a line of ${service}`, () => linesOf(service, traceId).length > 0 || undefined);

  it('has every metric of a model server', async () => {
    await infer(stack(), { token: asClient('metrics-names') });
    for (const service of ['digits-onnx', 'digits-tfjs']) {
      const names = new Set([...(await metrics(service)).keys()].map((key) => key.split('{', 1)[0]));
      expect(MODEL_METRICS.filter((name) => !names.has(name))).toEqual([]);
    }
  });

  itNeeds(
    ['exclusive'],
    'counts each request once, by outcome, at the gateway and at each model',
    async () => {
      const before = await Promise.all(SERVICES.map(metrics));
      const token = asClient('metrics-counts');
      for (let sent = 0; sent < 20; sent++)
        expect((await infer(stack(), { token, images: twoRows() })).status).toBe(200);
      for (let sent = 0; sent < 5; sent++)
        expect((await infer(stack(), { token, members: { outputs: [{ name: 'none' }] } })).status).toBe(400);
      const after = await Promise.all(SERVICES.map(metrics));
      const growth = (at: number, name: string, labels: Record<string, string>) =>
        sum(after[at]!, name, labels) - sum(before[at]!, name, labels);
      const http = (at: number, status: string) =>
        growth(at, 'http_server_request_duration_seconds_count', {
          http_route: INFER_ROUTE,
          http_response_status_code: status,
        });
      expect([http(0, '200'), http(0, '400')]).toEqual([20, 5]);
      ['digits', 'digits-cnn', 'digits-mlp'].forEach((model, at) => {
        expect([model, growth(at, 'slipway_model_requests_total', { model, outcome: 'success' })]).toEqual([
          model,
          20,
        ]);
        expect([model, growth(at, 'slipway_model_rows_total', { model })]).toEqual([model, 40]);
      });
      expect(growth(0, 'slipway_model_requests_total', { model: 'digits', outcome: 'rejected' })).toBe(5);
      expect(SERVICES.map((_, at) => sum(after[at]!, 'slipway_model_pending_rows'))).toEqual([0, 0, 0]);
    },
  );

  itNeeds(
    ['read-logs'],
    'writes one access line for each request, with the trace that the client began',
    async () => {
      const traceId = randomBytes(16).toString('hex');
      const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
      const token = asClient('traces');
      // Where the signing key has just been replaced without notice, as by a new database, each model learns of it by
      // the first token with the new one, and the gateway's old token is refused once: by a request before this one.
      await Promise.all(SERVICES.map(metrics));
      await infer(stack(), { token });
      const reply = await infer(stack(), { headers, token });
      expect(reply.headers.get('x-trace-id')).toBe(traceId);
      for (const service of SERVICES) {
        await untilWritten(service, traceId);
        // Another request's line comes behind all lines of this one.
        const later = randomBytes(16).toString('hex');
        await call(stack(), {
          service,
          path: '/livez',
          token: undefined,
          headers: { traceparent: `00-${later}-b7ad6b7169203331-01` },
        });
        await untilWritten(service, later);
        expect(linesOf(service, traceId)).toMatchObject([
          { message: 'request', 'http.response.status_code': 200, 'http.route': INFER_ROUTE },
        ]);
      }
    },
  );

  itNeeds(['read-logs'], 'never writes a token or a tensor to a log', async () => {
    const token = asClient('secrets');
    await call(stack(), { path: `/v2/models?access_token=${token}`, token: undefined });
    await call(stack(), { path: '/v2/models', token: `${token}x` });
    const { json, headers } = await infer(stack(), { token, members: { parameters: { members: true } } });
    const secrets = [
      ...token.split('.'),
      ...(json.outputs[0].data as number[]).map(String).filter((text) => text.length > 8),
      '0,4,15,12,0',
    ];
    for (const service of SERVICES) {
      await untilWritten(service, headers.get('x-trace-id')!);
      const text = stack().logs(service).join('\n');
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      expect(text).not.toMatch(/Bearer |eyJ/);
    }
  });
}

const twoRows = () => [Array<number>(64).fill(1), Array<number>(64).fill(2)];
