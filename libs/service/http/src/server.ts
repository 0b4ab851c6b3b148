import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as afterPoll, setTimeout as sleep } from 'node:timers/promises';
import { StartError, type Readiness, EXIT } from '@slipway/service-lifecycle';
import type { Telemetry } from '@slipway/service-telemetry';
import type { Express } from 'express';
import { holdRequests, type HeldRequests } from './hold-requests.ts';
import { observeRefusals } from './observe-refusals.ts';
import { refuseBytes } from './refuse-bytes.ts';
import { renewConnections } from './renew-connections.ts';
import type { DeadlineConfig, HttpConfig } from './settings.ts';

/** Request line and headers together; Node answers more with 431. */
const MAX_HEADER_BYTES = 16 * 1024;

/** How often slow clients are looked for. */
const CHECK_INTERVAL_MILLIS = 500;

/**
 * Idle time after which clients are advised, by `Keep-Alive: timeout`, to close a connection themselves. Few are then left
 * when a stopping server closes those that are idle, just when a request may be on its way.
 */
const ADVISED_IDLE_MILLIS = 4_000;

/** How long a stopping server goes on accepting connections that come without end. */
const ACCEPT_MILLIS = 1_000;

/** How long nobody may have come before the listener is closed. */
const QUIET_MILLIS = 50;

export interface HttpServer {
  readonly host: string;
  /** As bound, so that port 0 can be asked for. */
  readonly port: number;
  /** Not ready → keep serving → `Connection: close` → close → wait for what is under way. */
  drain(): Promise<void>;
}

export interface ListenDependencies extends Pick<Telemetry, 'logger' | 'metrics' | 'tracing'> {
  readonly readiness: Readiness;
}

/** Listens; an address that cannot be had is a `StartError` that says what to do. */
export async function listen(
  app: Express,
  config: HttpConfig & Partial<DeadlineConfig>,
  { readiness, ...telemetry }: ListenDependencies,
): Promise<HttpServer> {
  const advisedMillis = Math.min(ADVISED_IDLE_MILLIS, config.idleTimeoutMillis);
  const requests = holdRequests(renewConnections(app));
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(config.headersTimeoutMillis, config.requestTimeoutMillis),
      requestTimeout: config.requestTimeoutMillis,
      connectionsCheckingInterval: CHECK_INTERVAL_MILLIS,
      keepAliveTimeout: advisedMillis,
      keepAliveTimeoutBuffer: config.idleTimeoutMillis - advisedMillis,
      requireHostHeader: false,
    },
    requests.listener,
  );
  // A request may be silent for as long as its deadline allows.
  server.timeout = Math.max(config.idleTimeoutMillis, (config.maxDeadlineMillis ?? 0) + 1_000);
  // For the app to refuse: it is a request like any other.
  server.on('checkExpectation', requests.listener);
  refuseBytes(server, observeRefusals(telemetry));
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
