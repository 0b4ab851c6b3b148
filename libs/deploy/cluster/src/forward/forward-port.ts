import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';

export interface ForwardPort {
  readonly namespace: string;
  /** The pod that the next connection shall lead to. */
  readonly findPod: () => Promise<string>;
  /** The port that its container listens on. */
  readonly targetPort: number;
  /** Port of 127.0.0.1. Default: any free one. */
  readonly port?: number;
  /** Told why a connection led nowhere, one line each. */
  readonly onProblem: (line: string) => void;
}

export interface Forward {
  /** Port of 127.0.0.1 that leads there. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Leads connections to a port of this machine, by the API server, to a pod: for development and checks, where nothing
 * else leads into the cluster. Each connection is one of its own, to a pod that is found anew.
 */
export async function forwardPort(config: KubeConfig, options: ForwardPort): Promise<Forward> {
  const { PortForward } = await import('@kubernetes/client-node');
  const forward = new PortForward(config);
  const open = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // A caller that leaves is no problem of ours.
    socket.on('error', () => undefined);
    lead(socket).catch((error: unknown) => {
      options.onProblem(describe(error));
      socket.destroy();
    });
  });

  async function lead(socket: Socket): Promise<void> {
    const { namespace, targetPort, findPod, onProblem } = options;
    const refusals = new Writable({
      write(chunk: Buffer, _encoding, done) {
        // Its first frame holds the number of the port alone, which the client takes off.
        if (chunk.length > 0) {
          onProblem(chunk.toString('utf8').trim());
          socket.destroy();
        }
        done();
      },
    });
    const pod = await findPod();
    const connection = await forward.portForward(namespace, pod, [targetPort], socket, refusals, socket);
    // Without retries the client answers with the connection itself.
    if (typeof connection === 'function') return;
    connection.onclose = () => void socket.end();
    socket.once('close', () => connection.close());
    if (socket.destroyed) connection.close();
    socket.resume();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The client rejects with an event where no connection comes about. */
function describe(error: unknown): string {
  const { message } = error as { readonly message?: string };
  return message ?? 'The API server did not lead to the pod';
}
