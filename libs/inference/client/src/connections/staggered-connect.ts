import { connect, type LookupFunction, type Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

/** Half of the replicas behind one address may have gone a moment ago: of 512 connections one then finds none that is left. */
const TRIES = 9;

/** How long a try is waited for before the next begins beside it. */
const STAGGER_MILLIS = 100;

/** Pause after a refusal, which comes at once. */
const AGAIN_MILLIS = 20;

/** As undici's own connections. */
const SOCKET = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/** Opens connections by several tries, since the platform may lead each to another replica; the first that stands is taken. */
export function createConnector(lookup: LookupFunction): buildConnector.connector {
  const overTls = buildConnector({ lookup, timeout: TRIES * STAGGER_MILLIS } as buildConnector.BuildOptions);
  return (options, callback) => {
    if (options.protocol !== 'http:') return overTls(options, callback);
    const { hostname, port } = options;
    staggered(() => connect({ host: hostname, port: Number(port || 80), lookup, ...SOCKET }), callback);
  };
}

function staggered(open: () => Socket, callback: buildConnector.Callback): void {
  const pending = new Set<Socket>();
  let triesLeft = TRIES;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  function end(...result: Parameters<buildConnector.Callback>): void {
    isOver = true;
    clearTimeout(timer);
    for (const socket of pending) socket.destroy();
    callback(...result);
  }

  function attempt(): void {
    triesLeft--;
    const socket = open();
    pending.add(socket);
    const onError = (error: Error) => {
      pending.delete(socket);
      if (isOver) return;
      if (triesLeft > 0) after(AGAIN_MILLIS);
      else if (pending.size === 0) end(error, null);
    };
    socket.on('error', onError).once('connect', () => {
      if (isOver) return;
      pending.delete(socket);
      socket.off('error', onError);
      end(null, socket);
    });
    after(STAGGER_MILLIS);
  }

  /**
   * Looks at the sockets before it goes on. So a process that gets no CPU counts one step for each turn of its loop: it
   * is the other side's silence that is measured.
   */
  function after(millis: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => setImmediate(next), millis);
  }

  function next(): void {
    if (isOver) return;
    if (triesLeft > 0) attempt();
    else end(new errors.ConnectTimeoutError('No connection in time'), null);
  }

  attempt();
}
