import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Listens and then never does anything again. */
const LISTEN = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

export interface VanishedHost {
  readonly url: string;
  close(): Promise<void>;
}

/** An address on which no connection is ever answered, as when a host has gone: Linux drops them, its queue being full. */
export async function vanishedHost(): Promise<VanishedHost> {
  const listener = new Worker(LISTEN, { eval: true });
  const [port] = (await once(listener, 'message')) as [number];
  // One more than the backlog is still taken.
  const queue = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  await Promise.all(queue.map((socket) => once(socket, 'connect')));
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of queue) socket.on('error', () => undefined).destroy();
      await listener.terminate();
    },
  };
}
