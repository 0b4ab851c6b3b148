import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import { createReadiness } from '@slipway/service-lifecycle';
import { problem, ProblemError } from '@slipway/service-problem';
import { createRecordedTelemetry } from '@slipway/service-telemetry/testing';
import express, { type RequestHandler } from 'express';
import request from 'supertest';
import {
  acceptJson,
  allowOnly,
  closeWhenDraining,
  guardHttp,
  healthRoutes,
  limitDuration,
  metricsRoute,
  notFound,
  observeRequests,
  readBody,
  shedLoad,
  writeErrors,
} from './index.ts';

function createTestApp(handler: RequestHandler = (_req, res) => void res.json({ fine: true }), limits = {}) {
  const telemetry = createRecordedTelemetry();
  const readiness = createReadiness();
  const config = {
    defaultDeadlineMillis: 1_000,
    maxDeadlineMillis: 2_000,
    maxRequestsInFlight: 10,
    maxBodyBytes: 1_000,
    maxBytesInFlight: 10_000,
    ...limits,
  };
  const app = express();
  app.use(observeRequests(telemetry), guardHttp(), closeWhenDraining(readiness), healthRoutes(readiness));
  app.use(metricsRoute(telemetry.metrics), shedLoad(config), limitDuration(config));
  app
    .route('/v2/echo')
    .post(...readBody(config), (req, res) => void res.json({ bytes: (req.body as Buffer).length }))
    .all(allowOnly('POST'));
  app.get('/thing/:id', acceptJson(), handler);
  app.use(notFound(), writeErrors(telemetry.logger));
  return { app, telemetry, readiness };
}

const post = (app: express.Express, body: Buffer | string, headers: Record<string, string> = {}) =>
  request(app).post('/v2/echo').set(headers).send(body);

describe('a body', () => {
  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['application/octet-stream', 200],
    ['text/html', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-16', 415],
  ])('of type %s gets %i', async (type, status) => {
    const { app } = createTestApp();
    await post(app, '{}', { 'content-type': type }).expect(status);
  });

  it.each([
    ['gzip', gzipSync('x'.repeat(900)), 200],
    ['deflate', deflateSync('x'.repeat(900)), 200],
    ['identity', Buffer.alloc(900), 200],
    ['gzip', gzipSync('x'.repeat(1_001)), 413],
    ['gzip', Buffer.from('no gzip at all'), 400],
    ['br', brotliCompressSync('x'), 415],
    ['zip', Buffer.alloc(1), 415],
  ])('encoded by %s is decoded, bounded or refused (case %#)', async (encoding, body, status) => {
    const { app } = createTestApp();
    const headers = { 'content-encoding': encoding, 'content-type': 'application/octet-stream' };
    const answer = await post(app, body, headers).expect(status);
    expect(answer.body).toEqual(status === 200 ? { bytes: 900 } : { error: expect.any(String) });
  });

  it('over the limit gets 413 and the error body of its path', async () => {
    const { app } = createTestApp();
    const answer = await post(app, 'x'.repeat(1_001), { 'content-type': 'application/json' }).expect(413);
    expect(answer.body.error).toContain('larger');
  });

  it('is shed while too many bytes are under way', async () => {
    const { app } = createTestApp(undefined, { maxBytesInFlight: 500 });
    const answer = await post(app, 'x'.repeat(900), { 'content-type': 'application/json' }).expect(503);
    expect(answer.headers['retry-after']).toBe('1');
    await post(app, 'x', { 'content-type': 'application/json' }).expect(200);
  });
});

describe('an error', () => {
  it('is problem details with the trace id outside /v2', async () => {
    const { app } = createTestApp();
    const answer = await request(app)
      .get('/nowhere')
      .expect(404)
      .expect('content-type', /problem\+json/);
    expect(answer.body).toMatchObject({
      type: 'urn:slipway:problem:not-found',
      traceId: answer.headers['x-trace-id'],
    });
  });

  it('lists the methods that a route has', async () => {
    const { app } = createTestApp();
    await request(app).delete('/v2/echo').expect(405).expect('allow', 'POST');
  });

  it('that nobody expected is a bare 500, with the cause in the log only', async () => {
    const { app, telemetry } = createTestApp(() => {
      throw new Error('secret cause');
    });
    const answer = await request(app).get('/thing/1').expect(500);
    expect(answer.text).not.toContain('secret');
    expect(JSON.stringify(telemetry.lines)).toContain('secret cause');
  });

  it.each([
    ['/thing/%ZZ', {}, 400],
    ['/thing/1', { accept: 'text/html' }, 406],
    ['/thing/1', { 'x-request-timeout-ms': '0' }, 400],
    ['/thing/1', { 'x-request-timeout-ms': '-5' }, 400],
    ['/thing/1', { 'x-request-timeout-ms': 'soon' }, 400],
    ['/thing/1', { 'x-request-timeout-ms': '99999999999' }, 200],
  ])('%s with %j gets %i', async (path, headers, status) => {
    const { app } = createTestApp();
    await request(app).get(path).set(headers).expect(status);
  });

  it('carries Retry-After and further headers of its problem', async () => {
    const refused = problem('unauthenticated', 'no token', { headers: { 'WWW-Authenticate': 'Bearer' } });
    const { app } = createTestApp((_req, _res, next) => next(new ProblemError(refused)));
    await request(app).get('/thing/1').expect(401).expect('www-authenticate', 'Bearer');
  });
});

describe('observation', () => {
  it('writes one access line for a request, with the id of the trace it came in and no query', async () => {
    const { app, telemetry } = createTestApp();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await request(app)
      .get('/thing/7?access_token=secret')
      .set({ traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'x-request-id': 'mine-1' })
      .expect('x-request-id', 'mine-1');
    expect(telemetry.lines).toHaveLength(1);
    expect(telemetry.lines[0]).toMatchObject({
      'trace.id': traceId,
      'http.request.id': 'mine-1',
      'http.route': '/thing/:id',
      'url.path': '/thing/7',
      'http.response.status_code': 200,
    });
    expect(JSON.stringify(telemetry.lines)).not.toContain('secret');
    expect(telemetry.spans.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /thing/:id']);
  });

  it.each(['a b', 'x'.repeat(65), '<script>'])('does not take over the request id %j', async (id) => {
    const { app } = createTestApp();
    const answer = await request(app).get('/thing/1').set('x-request-id', id);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('counts by route pattern, whatever paths are asked for', async () => {
    const { app } = createTestApp();
    for (const path of ['/thing/1', '/thing/2', '/a', '/b']) await request(app).get(path);
    const { text } = await request(app).get('/metrics').expect(200);
    const counts = text
      .split('\n')
      .filter((line) => line.startsWith('http_server_request_duration_seconds_count'));
    expect(counts.map((line) => line.replace(/.*http_route="([^"]*)".* (\d+)$/, '$1 $2')).sort()).toEqual([
      '/thing/:id 2',
      'unmatched 2',
    ]);
  });
});

describe('readiness', () => {
  it('is told apart from liveness, and draining closes connections', async () => {
    const { app, readiness } = createTestApp();
    await request(app).get('/readyz').expect(200, { ready: true, missing: [] });
    readiness.drain();
    await request(app)
      .get('/readyz')
      .expect(503, { ready: false, missing: ['draining'] });
    await request(app).get('/livez').expect(200, { live: true }).expect('connection', 'close');
  });
});
