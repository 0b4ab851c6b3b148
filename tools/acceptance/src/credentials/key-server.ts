import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What `PUT /state` sets. */
export interface KeyServerState {
  /** Keys of the tests, as a key set lists them. */
  readonly keys: readonly unknown[];
  /** `down` cuts every connection to the key set. */
  readonly mode: 'up' | 'down';
}

/**
 * The key set that services verify tokens with during a test: that of the real token service plus keys of the tests,
 * so that the tests can sign what no issuer would. `/trap` must never be called; `/trap-hits` tells how often it was.
 * Runs in the test's own process, or by itself in a container beside the services.
 */
export function createKeyServer(mirroredUrl: string): Server {
  let state: KeyServerState = { keys: [], mode: 'up' };
  let trapHits = 0;
  const routes: Readonly<Record<string, (req: IncomingMessage) => Promise<unknown>>> = {
    'GET /oauth2/jwks': async () => ({ keys: [...state.keys, ...(await keysOf(mirroredUrl))] }),
    'PUT /state': async (req) => (state = JSON.parse(await textOf(req)) as KeyServerState),
    'GET /trap-hits': async () => trapHits,
    'GET /trap': async () => ++trapHits,
  };
  return createServer((req, res) => {
    const route = routes[`${req.method} ${req.url}`];
    if (route === undefined || (req.url === '/oauth2/jwks' && state.mode === 'down'))
      return void res.destroy();
    route(req).then(
      (body) => sendJson(res, body),
      () => res.destroy(),
    );
  });
}

async function keysOf(url: string): Promise<readonly unknown[]> {
  const answer = await fetch(url);
  return ((await answer.json()) as { keys: unknown[] }).keys;
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

const sendJson = (res: ServerResponse, body: unknown): void =>
  void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

if (import.meta.main)
  createKeyServer(process.env.MIRRORED_URL ?? '').listen(Number(process.env.PORT), '0.0.0.0');
