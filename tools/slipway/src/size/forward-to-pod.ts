import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

export interface Forwarded {
  /** On this machine, for as long as it is not closed. */
  readonly url: string;
  close(): void;
}

/** A port of this machine that leads through the API server to a port of a pod, as `kubectl port-forward` has it. */
export async function forwardToPod(
  config: KubeConfig,
  { namespace, pod, port }: PodPort,
): Promise<Forwarded> {
  const { PortForward } = await import('@kubernetes/client-node');
  const forward = new PortForward(config);
  const open = new Set<Socket>();

  async function join(socket: Socket): Promise<void> {
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy());
    const answers = new PassThrough();
    answers.pipe(socket);
    const way = await forward.portForward(namespace, pod, [port], answers, null, socket);
    // Without a retry it is the connection itself.
    if (typeof way === 'function') throw new Error('a connection was expected');
    way.onclose = () => socket.destroy();
    socket.once('close', () => way.close());
  }

  const server = createServer({ pauseOnConnect: true }, (socket) => {
    // The client's first bytes wait until there is somebody who reads them.
    join(socket).then(
      () => socket.resume(),
      () => socket.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
