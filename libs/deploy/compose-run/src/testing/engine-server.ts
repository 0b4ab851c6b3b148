import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { createEngine, type Engine } from '../engine.ts';

export interface EngineAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** Answers by `GET /containers/json` and the like, without query; what is not in the table gets 404. */
export type EngineAnswers = Readonly<Record<string, EngineAnswer>>;

/** Gives `use` an engine whose API is a server of this process, and afterwards every request that it got. */
export async function withEngine<T>(
  answers: EngineAnswers,
  use: (engine: Engine) => Promise<T>,
): Promise<{ readonly result: T; readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const server = createServer((req, res) => {
    const asked = `${req.method} ${req.url}`;
    requests.push(asked);
    const { status = 200, body = {} } = answers[asked.split('?')[0]!] ?? { status: 404 };
    res.writeHead(status, {
      'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json',
    });
    if (status === 204 || status === 304) res.end();
    else res.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const docker = new Docker({ protocol: 'http', host: '127.0.0.1', port });
    return { result: await use(createEngine(docker)), requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
