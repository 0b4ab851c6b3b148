import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digitInput } from './digit.ts';
import { createAccessToken } from './access-token.ts';
import { runLoad, type Load } from './run-load.ts';
import { isAsPromised } from './tally.ts';

type Handler = (request: { id: string; number: number; req: IncomingMessage }, res: ServerResponse) => void;

const outputs = [{ name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: [0.25, 0.75] }];
const answer = (res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** Sends ten requests to a server that answers by `handle`. */
async function loadOn(handle: Handler, wish: Partial<Load> = {}) {
  let number = 0;
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk) => (text += String(chunk)));
    req.on('end', () => handle({ id: (JSON.parse(text) as { id: string }).id, number: number++, req }, res));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const summary = await runLoad({
    url,
    model: 'digits',
    inputs: [digitInput],
    token: async () => 'a-token',
    requestsPerSecond: 200,
    seconds: 0.05,
    timeoutMillis: 5_000,
    ...wish,
  });
  server.closeAllConnections();
  server.close();
  return summary;
}

const good: Handler = ({ id }, res) => answer(res, 200, { id, parameters: { partial: false }, outputs });

describe('a load', () => {
  it('counts each request once and is content when all are answered', async () => {
    const seen: string[] = [];
    const summary = await loadOn((request, res) => {
      seen.push(`${request.req.headers.authorization} ${request.req.headers['x-request-id'] === request.id}`);
      good(request, res);
    });
    expect(summary).toMatchObject({ issued: 10, ok: 10, partial: 0, different: 0, withheld: 0 });
    expect(summary).toMatchObject({ documented: {}, undocumented: {}, lost: {} });
    expect(isAsPromised(summary)).toBe(true);
    expect(new Set(seen)).toEqual(new Set(['Bearer a-token true']));
  });

  it('asks for a version where it is told to, and counts who answered', async () => {
    const paths = new Set<string | undefined>();
    const summary = await loadOn(
      ({ id, number, req }, res) => {
        paths.add(req.url);
        answer(res, 200, { id, model_version: number < 3 ? '1' : '2', outputs });
      },
      { version: '1.x' },
    );
    expect([...paths]).toEqual(['/v2/models/digits/versions/1.x/infer']);
    expect(summary.versions).toEqual({ 1: 3, 2: 7 });
  });

  it('has connections for each of its clients, which take turns', async () => {
    const ports: (number | undefined)[] = [];
    const summary = await loadOn(
      (request, res) => {
        ports.push(request.req.socket.remotePort);
        good(request, res);
      },
      { clients: 3, requestsPerSecond: 20, seconds: 0.3 },
    );
    expect(summary.ok).toBe(6);
    expect(new Set(ports).size).toBe(3);
    expect(ports.slice(3)).toEqual(ports.slice(0, 3));
  });

  it('is content with errors that are promised, and tells partial answers apart', async () => {
    const summary = await loadOn(({ id, number }, res) => {
      if (number === 0) return answer(res, 503, { error: 'busy' }, { 'retry-after': '1' });
      if (number === 1) return answer(res, 504, { error: 'late' });
      return answer(res, 200, { id, parameters: { partial: number === 2 }, outputs });
    });
    expect(summary).toMatchObject({ issued: 10, ok: 8, partial: 1, documented: { 503: 1, 504: 1 } });
    expect(isAsPromised(summary)).toBe(true);
  });

  it.each<[string, Handler, Record<string, Record<string, number>>]>([
    [
      'a 503 that does not say when to come back',
      (_, res) => answer(res, 503, { error: 'busy' }),
      { undocumented: { '503: no Retry-After': 10 } },
    ],
    [
      'a proxy’s own error page',
      (_, res) => res.writeHead(503, { 'retry-after': '1' }).end('<html>'),
      { undocumented: { '503: the body is not {"error": …}': 10 } },
    ],
    [
      'a defect',
      (_, res) => answer(res, 500, { error: 'oh' }),
      { undocumented: { '500: no answer to a good request': 10 } },
    ],
    [
      'the answer to another request',
      (_, res) => answer(res, 200, { id: 'other', outputs }),
      { undocumented: { '200: the answer to another request': 10 } },
    ],
    ['no answer', ({ req }) => req.socket.destroy(), { lost: { ECONNRESET: 10 } }],
  ])('is not content with %s', async (_, handle, expected) => {
    const summary = await loadOn(handle);
    expect(summary).toMatchObject({ issued: 10, ok: 0, ...expected });
    expect(isAsPromised(summary)).toBe(false);
  });

  it('is not content with another answer to the same input', async () => {
    const other = [{ ...outputs[0], data: [0.250001, 0.749999] }];
    const summary = await loadOn(({ id, number }, res) =>
      answer(res, 200, { id, outputs: number === 9 ? other : outputs }),
    );
    expect([summary.ok, summary.different, isAsPromised(summary)]).toEqual([10, 1, false]);
  });
});

describe('the access token', () => {
  it('is asked for once while it is good', async () => {
    let asked = 0;
    const server = createServer((req, res) => {
      asked++;
      const isClient = req.headers.authorization === `Basic ${Buffer.from('demo:s3cret').toString('base64')}`;
      answer(res, isClient ? 200 : 401, { access_token: 'a-token', expires_in: 300 });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = new Agent();
    const at = { url: `http://127.0.0.1:${port}`, agent, clientId: 'demo' };
    const token = createAccessToken({ ...at, clientSecret: 's3cret' });
    expect([await token(), await token(), asked]).toEqual(['a-token', 'a-token', 1]);
    await expect(createAccessToken({ ...at, clientSecret: 'wrong' })()).rejects.toThrow('no token: 401');
    agent.destroy();
    server.close();
  });
});
