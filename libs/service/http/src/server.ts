import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as afterPoll, setTimeout as sleep } from 'node:timers/promises';
import { StartError, type Readiness, EXIT } from '@slipway/service-lifecycle';
import { problem, statusOf, toOipBody, type Problem } from '@slipway/service-problem';
import type { Logger } from '@slipway/service-telemetry';
import type { Express } from 'express';
import { holdRequests, type HeldRequests } from './hold-requests.ts';
import type { DeadlineConfig, HttpConfig } from './settings.ts';

/** Request line and headers together; Node answers more with 431. */
const MAX_HEADER_BYTES = 16 * 1024;

/** How often slow clients are looked for. */
const CHECK_INTERVAL_MILLIS = 500;

/** How long a stopping server goes on accepting connections that come without end. */
const ACCEPT_MILLIS = 1_000;

/** How long nobody may have come before the listener is closed. */
const QUIET_MILLIS = 50;

/** How long a refused client may go on sending before its connection is cut. */
const LINGER_MILLIS = 1_000;

export interface HttpServer {
  readonly host: string;
  /** As bound, so that port 0 can be asked for. */
  readonly port: number;
  /** Not ready → keep serving → `Connection: close` → close → wait for what is under way. */
  drain(): Promise<void>;
}

/** Listens; an address that cannot be had is a `StartError` that says what to do. */
export async function listen(
  app: Express,
  config: HttpConfig & Partial<DeadlineConfig>,
  { readiness, logger }: { readonly readiness: Readiness; readonly logger: Logger },
): Promise<HttpServer> {
  const requests = holdRequests(app);
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(config.headersTimeoutMillis, config.requestTimeoutMillis),
      requestTimeout: config.requestTimeoutMillis,
      connectionsCheckingInterval: CHECK_INTERVAL_MILLIS,
      keepAliveTimeout: config.idleTimeoutMillis,
      requireHostHeader: false,
    },
    requests.listener,
  );
  // A request may be silent for as long as its deadline allows.
  server.timeout = Math.max(config.idleTimeoutMillis, (config.maxDeadlineMillis ?? 0) + 1_000);
  server.on('checkExpectation', (_req, res) => {
    const refused = problem('expectation-failed', 'Only Expect: 100-continue is known');
    res.writeHead(417, { 'content-type': 'application/json' }).end(JSON.stringify(toOipBody(refused)));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    refuseBytes(error, socket, logger),
  );
  await bind(server, config);
  const { port } = server.address() as AddressInfo;
  return { host: config.host, port, drain: () => drain(server, requests, { config, readiness }) };
}

async function bind(server: Server, { host, port }: HttpConfig): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new StartError(
            `Port ${port} on ${host} is taken: stop what uses it or set SLIPWAY_PORT`,
            EXIT.unavailable,
          ),
        );
      else
        reject(
          new StartError(
            `Cannot listen on ${host}:${port} (${error.code}): set SLIPWAY_HOST and SLIPWAY_PORT`,
          ),
        );
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
}

async function drain(
  server: Server,
  requests: HeldRequests,
  { config, readiness }: { readonly config: HttpConfig; readonly readiness: Readiness },
): Promise<void> {
  readiness.drain();
  await sleep(config.drainDelayMillis);
  requests.hold();
  await acceptWaiting(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  requests.release();
  const patience = new AbortController();
  const timeout = sleep(config.drainTimeoutMillis, undefined, { signal: patience.signal }).catch(
    () => undefined,
  );
  await Promise.race([closed, timeout]);
  patience.abort();
  server.closeAllConnections();
}

/**
 * Accepts every connection that has been made. Closing the listener resets those that still wait, of which Node takes
 * one a turn of its event loop; while requests are held, their clients make no new ones.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0;
  const onConnection = () => accepted++;
  server.on('connection', onConnection);
  const end = performance.now() + ACCEPT_MILLIS;
  for (let before = -1; accepted !== before && performance.now() < end;) {
    before = accepted;
    await sleep(QUIET_MILLIS);
    // Behind the turn's own look for connections: none has had time to come since.
    await afterPoll();
  }
  server.off('connection', onConnection);
}

/** Answers what Node's parser refused, or a client that was too slow: nothing of Express has seen it. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket, logger: Logger): void {
  // Answered already: the parser complains about every further byte.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const found = parserProblem(error.code);
  const body = JSON.stringify(toOipBody(found));
  const status = statusOf(found);
  logger.info(
    { 'http.response.status_code': status, 'error.code': found.code, 'http.route': 'unparsed' },
    'request',
  );
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Closing at once, with bytes unread, would reset the connection and take the answer back from the client.
  const timer = setTimeout(() => socket.destroy(), LINGER_MILLIS).unref();
  socket.once('close', () => clearTimeout(timer));
}

function parserProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return problem('headers-too-large', 'Request line and headers together may have 16 KiB');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problem('request-timeout', 'The request did not arrive in time');
  return problem('malformed-http', 'This is not a valid HTTP/1.1 request');
}
