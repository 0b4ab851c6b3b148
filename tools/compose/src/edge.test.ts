import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { buildStandIns, runImage } from './docker.ts';
import { EDGE_CONFIG, EDGE_IMAGE, startEdge, type Edge } from './testing/edge.ts';
import { until } from './testing/until.ts';

/** Ready and well, but for two paths. */
const GATEWAY = `
require('http').createServer((req, res) => {
  if (req.url === '/ends') return req.socket.destroy();
  if (req.url !== '/hangs') res.end('from the gateway');
}).listen(8080)`;

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the proxy', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge((config) => config.replace('timeout server 65s', 'timeout server 3s'));
  }, 900_000);
  afterAll(() => edge?.stop(), 60_000);

  const errorWith = (status: number) =>
    new RegExp(
      `HTTP/1.1 ${status} [\\s\\S]*content-type: application/json\\r\\n[\\s\\S]*\\{"error":"[^"]+"\\}$`,
    );

  it('has a configuration that HAProxy has nothing to say against', async () => {
    await buildStandIns();
    const mounts = { 'compose/edge/haproxy.cfg': EDGE_CONFIG };
    const { code, output } = await runImage(EDGE_IMAGE, ['-c', '-f', EDGE_CONFIG], { mounts });
    expect([code, output]).toEqual([0, expect.not.stringMatching(/WARNING|ALERT/)]);
  });

  it('says when to come back while no gateway is ready', async () => {
    const answer = await fetch(`${edge.url}/v2/health/ready`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ error: expect.stringContaining('no gateway is ready') });
  });

  describe('in front of a gateway', () => {
    beforeAll(async () => {
      await edge.startGateway(GATEWAY);
      await until('an answer of the gateway', async () => (await fetch(edge.url)).status === 200, 30_000);
    }, 60_000);

    it('leaves its answers as they are', async () => {
      expect(await (await fetch(`${edge.url}/v2`)).text()).toBe('from the gateway');
    });

    // Bytes and not `fetch`: on a connection that has carried a request before, HAProxy ends without an answer, too.
    it.each([
      ['ends the connection', 502, '/ends'],
      ['does not answer', 504, '/hangs'],
    ])('tells as JSON that it %s', async (_, status, path) => {
      const answer = await edge.exchange(`GET ${path} HTTP/1.1\r\nhost: edge\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(errorWith(status));
    });

    it('tells as JSON that a body is no valid HTTP', async () => {
      const fields = ['host: edge', 'transfer-encoding: chunked', 'expect: 100-continue'].join('\r\n');
      const answer = await edge.exchange(`POST /hangs HTTP/1.1\r\n${fields}\r\n\r\n`, 'no size\r\n');
      expect(answer).toMatch(errorWith(400));
    });

    it('refuses by itself what is no request', async () => {
      expect(await edge.exchange('GET / HTTP/1.1\r\nno field\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    });
  });
});
