import type { IncomingMessage } from 'node:http';
import request from 'supertest';
import { gateway, type Behaviour } from './testing/test-gateway.ts';

const silent: Behaviour = () => undefined;

describe('a question about a model', () => {
  it.each([
    ['', 504],
    ['/config', 504],
    ['/stats', 504],
    ['/ready', 503],
  ])('(%j) is asked within the deadline of the caller, in its trace', async (suffix, status) => {
    const seen: IncomingMessage['headers'][] = [];
    const recording: Behaviour = (req) => void seen.push(req.headers);
    const app = await gateway(recording, recording);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { body } = await request(app)
      .get(`/v2/models/digits-cnn${suffix}`)
      .set({
        'x-request-timeout-ms': '150',
        'x-request-id': 'mine',
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      })
      .expect(status);
    if (status === 504) expect(body.error).toBe('No answer within 150 ms');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ 'x-request-id': 'mine', traceparent: expect.stringContaining(traceId) });
    expect(Number(seen[0]!['x-request-timeout-ms'])).toBeLessThanOrEqual(150);
  });

  it('about many is answered by the deadline, also when one of them is silent', async () => {
    const ready: Behaviour = (req, res) =>
      void res.end(
        req.url?.endsWith('/stats') ? '{"model_stats":[{"name":"digits-cnn"}]}' : '{"ready":true}',
      );
    const app = await gateway(ready, silent);
    const limit = { 'x-request-timeout-ms': '300' };
    await request(app).get('/v2/models/digits/ready').set(limit).expect(200, { name: 'digits', ready: true });
    const { body } = await request(app).get('/v2/models/stats').set(limit).expect(200);
    expect(body.model_stats.map(({ name }: { name: string }) => name)).toEqual(['digits', 'digits-cnn']);
  });
});
