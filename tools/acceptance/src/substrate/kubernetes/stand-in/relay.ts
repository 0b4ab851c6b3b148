import { createServer, type Server, type Socket } from 'node:net';

/** Two listeners that belong together: callers come to one, lines to whoever answers them to the other. */
export interface Relay {
  readonly callers: Server;
  readonly lines: Server;
}

/**
 * Stands where a service is expected and hands each of its callers on to somebody who cannot be reached from there, but
 * can reach this: by a connection that was made beforehand. Runs in a pod; Node's modules are all that it has.
 */
export function createRelay(): Relay {
  const free: Socket[] = [];
  const waiting: Socket[] = [];
  const handOn = () => {
    while (free.length > 0 && waiting.length > 0) join(waiting.shift()!, free.shift()!);
  };
  const callers = createServer({ pauseOnConnect: true }, (caller) => {
    caller.on('error', () => undefined);
    waiting.push(caller);
    handOn();
  });
  const lines = createServer((line) => {
    const leave = () => void (free.includes(line) && free.splice(free.indexOf(line), 1));
    line.on('error', () => undefined).once('close', leave);
    free.push(line);
    handOn();
  });
  return { callers, lines };
}

/** What one side does, the other is told: bytes, an end, a reset. */
export function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once('close', (hadError) => (hadError ? to.resetAndDestroy() : to.end()));
  }
}

if (import.meta.main) {
  const { callers, lines } = createRelay();
  callers.listen(Number(process.env.CALLERS_PORT), '0.0.0.0');
  lines.listen(Number(process.env.LINES_PORT), '0.0.0.0');
}
