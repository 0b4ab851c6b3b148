import { connect } from 'node:net';

/** True where a URL answers with a status of success, for {@link until}. */
export const answersOk = (url: string): Promise<true | undefined> =>
  fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok || undefined;
    },
    () => undefined,
  );

/** True where a new connection to a port of 127.0.0.1 is refused. */
export const refuses = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = (outcome: true | undefined) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(undefined));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ECONNREFUSED' || undefined));
  });
